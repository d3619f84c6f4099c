using MLSpec.Dsl.Syntax;
using MLSpec.Generators.Tests.Text;

namespace MLSpec.Generators.Tests.Pipeline;

public sealed class ModuleScanTests
{
    [Theory]
    [InlineData("module A\nopen B.C\nopen D\n", "A", "B.C D")]
    [InlineData("/// About.\r\nmodule A\r\nopen B\r\n", "A", "B")]
    [InlineData("\uFEFFmodule A", "A", "")]
    [InlineData("module  A  // why\nopen   B", "A", "B")]
    [InlineData("// module A\nmodule B", "B", "")]
    [InlineData("(* module A\nmodule B (*\n*)\nopen C\n*)\nmodule D", "D", "")]
    [InlineData("let x = (*) 1\nopen B", null, "B")]
    [InlineData("let s = \"\"\"\nopen A\n\"\"\"\nopen B", null, "B")]
    [InlineData("let s = \"\\\"\nopen A\\\\\"\nopen B", null, "B")]
    [InlineData("let s = \"\"\nopen B", null, "B")]
    [InlineData(" module A\n  open B", null, "")]
    [InlineData("modules A\nopened B\nopen\nopen ", null, "")]
    [InlineData("module A\nmodule B", "A", "")]
    [InlineData("", null, "")]
    public void Lines_that_count_are_found(string text, string? module, string opens)
    {
        var scan = ModuleScan.Read(text);

        Assert.Equal(module, scan.Module?.Text);
        Assert.Equal(opens, string.Join(" ", scan.Opens.Select(open => open.Text)));
    }

    public static TheoryData<string> Samples => [.. SpecSamples.All.Select(sample => sample.Text)];

    /// <summary>The scan says of every text, mended or broken, what the parser says, as long as the parser can read it.</summary>
    [Theory]
    [MemberData(nameof(Samples))]
    [InlineData("module A\nopen B\n\nlet s = \"\"\"\nopen C\n\"\"\"\n\n(* open D\nopen E *)\nopen F.G\n")]
    [InlineData("(* (* *) \" *)\nmodule A\nlet t = \"(*\"\nopen B // open C\nlet x' = 1\nopen D'\n")]
    public void The_parser_agrees(string text)
    {
        for (var i = 0; i < text.Length; i += 5)
        {
            var cut = text.Remove(i, Math.Min(1 + (i % 7), text.Length - i));
            var tree = Parser.Parse(new SourceText("a.mlspec", cut));
            if (tree.Diagnostics.Any(diagnostic => diagnostic.IsError))
                continue;
            var scan = ModuleScan.Read(cut);
            Assert.Equal(tree.Declarations.OfType<ModuleDeclaration>().FirstOrDefault()?.Name.Text, scan.Module?.Text);
            Assert.Equal(tree.Declarations.OfType<OpenDeclaration>().Select(open => open.Name.Text), scan.Opens.Select(open => open.Text));
            Assert.Equal(tree.Declarations.OfType<OpenDeclaration>().Select(open => open.Name.Span), scan.Opens.Select(open => open.Span));
        }
    }

    [Fact]
    public void Spans_are_those_of_the_names() => Hostile.ForAll(prefix =>
    {
        var text = prefix + "\nmodule Digits.Robust\nopen Sets\n";
        var scan = ModuleScan.Read(text);
        foreach (var name in scan.Opens.Append(scan.Module ?? default).Where(name => name.Text is not null))
            Assert.Equal(name.Text, text.Substring(name.Span.Start, name.Span.Length));
    });
}
