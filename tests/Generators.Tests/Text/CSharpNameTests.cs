using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using MLSpec.Generators.Text;

namespace MLSpec.Generators.Tests.Text;

public sealed class CSharpNameTests
{
    [Fact]
    public void Every_text_gives_exactly_one_identifier() => Hostile.ForAll(text =>
    {
        AssertIdentifier(CSharpName.Pascal(text));
        AssertIdentifier(CSharpName.Camel(text));
    });

    [Fact]
    public void Every_text_gives_a_namespace() => Hostile.ForAll(text =>
    {
        var name = CSharpName.Namespace(text);
        if (name.Length > 0)
            Assert.Empty(CSharpSyntaxTree.ParseText($"namespace {name};").GetDiagnostics());
    });

    [Theory]
    [InlineData("learning_rate", "LearningRate", "learningRate")]
    [InlineData("x'", "XPrime", "xPrime")]
    [InlineData("x''", "XPrimePrime", "xPrimePrime")]
    [InlineData("class", "Class", "@class")]
    [InlineData("RobustDigits", "RobustDigits", "robustDigits")]
    [InlineData("KL_ball", "KLBall", "klBall")]
    [InlineData("a_1_2", "A1_2", "a1_2")]
    [InlineData("two words", "TwoWords", "twoWords")]
    [InlineData("1st", "_1st", "_1st")]
    [InlineData("a+b", "AU002BB", "aU002BB")]
    [InlineData("pgd_with { steps = 5; step = 2.5 }", "PgdWithSteps5Step2_5", "pgdWithSteps5Step2_5")]
    [InlineData("θ", "Θ", "θ")]
    [InlineData("__init__", "Init", "init")]
    [InlineData("", "_", "_")]
    public void Names_read_as_in_csharp(string name, string pascal, string camel)
    {
        Assert.Equal(pascal, CSharpName.Pascal(name));
        Assert.Equal(camel, CSharpName.Camel(name));
    }

    [Theory]
    [InlineData("my-app", "my_app")]
    [InlineData("Lab.Experiments", "Lab.Experiments")]
    [InlineData("3d.class", "_3d.@class")]
    [InlineData("  ", "")]
    public void Project_names_become_namespaces(string name, string expected) => Assert.Equal(expected, CSharpName.Namespace(name));

    private static void AssertIdentifier(string name)
    {
        var tokens = SyntaxFactory.ParseTokens(name).ToArray();
        Assert.Equal(2, tokens.Length);
        Assert.True(tokens[0].IsKind(SyntaxKind.IdentifierToken), name);
        Assert.Equal(name, tokens[0].Text);
        Assert.Empty(tokens[0].GetDiagnostics());
    }
}
