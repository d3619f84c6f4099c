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

    [Fact]
    public void Spans_are_those_of_the_names() => Hostile.ForAll(prefix =>
    {
        var text = prefix + "\nmodule Digits.Robust\nopen Sets\n";
        var scan = ModuleScan.Read(text);
        foreach (var name in scan.Opens.Append(scan.Module ?? default).Where(name => name.Text is not null))
            Assert.Equal(name.Text, text.Substring(name.Span.Start, name.Span.Length));
    });
}
