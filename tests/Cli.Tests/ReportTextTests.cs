using System.Xml.Linq;
using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Syntax;
using MLSpec.Runtime.Reporting;

namespace MLSpec.Cli.Tests;

/// <summary>What the report knows of the language without having the compiler.</summary>
public sealed class ReportTextTests
{
    [Fact]
    public void Keywords_are_those_of_the_language()
    {
        Assert.All(Vocabulary.Declarations.Concat(Vocabulary.Expressions), word => Assert.Contains(word, Highlighter.Keywords));
        Assert.All(Highlighter.Keywords, word => Assert.True(Vocabulary.Keyword(word) is not null || Vocabulary.IsStatement(word), word));
    }

    /// <summary>Of every worst case of the examples and samples: a command that is not known would stand there with its backslash.</summary>
    [Fact]
    public void Every_derivation_can_be_shown_as_a_formula()
    {
        var terminal = new Terminal(TextWriter.Null, TextWriter.Null, Session.Root);
        var derivations = Workspace.Compile(["examples", "tests/Generators.Tests/Samples"], terminal)
            .Where(file => file.Lowered is not null).SelectMany(file => PlacedDerivation.AllOf(file.Lowered!)).Select(placed => placed.Derivation).ToArray();
        Assert.InRange(derivations.Select(derivation => derivation.Rule).Distinct().Count(), 12, 100);
        foreach (var latex in derivations.Select(derivation => derivation.Latex).Distinct())
        {
            var formula = MathMl.Render(latex).ToString();
            Assert.DoesNotContain("\\", formula);
            Assert.NotEmpty(XElement.Parse(formula).Descendants("mo"));
        }
    }
}
