using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Tests.Lowering;

/// <summary>Specs as text, through parser, binder and lowering.</summary>
internal static class Specs
{
    public static LoweringResult Lower(string text, bool allowErrors = false) => ModuleLowering.Lower(Bind(text, allowErrors));

    public static LoweredModule LowerWithoutErrors(string text)
    {
        var result = Lower(text);
        Assert.Empty(result.Diagnostics.Select(d => $"{d.Code} {d.Message}"));
        return result.Module;
    }

    public static BoundModule Bind(string text, bool allowErrors = false)
    {
        var tree = Parser.Parse(new SourceText("Test.mlspec", text));
        var (module, diagnostics) = Binder.Bind(tree, []);
        var found = tree.Diagnostics.Concat(diagnostics)
            .Where(d => d.IsError)
            .Select(d => $"{tree.Source.PositionOf(d.Span.Start)} {d.Code} {d.Message}");
        Assert.True(allowErrors || !found.Any(), string.Join("\n", found.Append(text)));
        return module;
    }
}
