using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Tests.Binding;

/// <summary>Binds texts and shows what was found under the lines that it concerns.</summary>
internal static class Specs
{
    public static (BoundModule Module, ImmutableArray<Diagnostic> Diagnostics) Bind(string text, string path = "test.mlspec")
    {
        var tree = Parser.Parse(new SourceText(path, text));
        var (module, diagnostics) = Binder.Bind(tree, []);
        return (module, [.. tree.Diagnostics, .. diagnostics]);
    }

    /// <summary>The type of the last declaration of a text that must bind without findings.</summary>
    public static string TypeOfLast(string text)
    {
        var (module, diagnostics) = Bind(text);
        Assert.True(diagnostics.IsEmpty, Annotate(text, diagnostics));
        return SchemePrinter.Print(module.Declarations[^1].Symbol.Scheme);
    }

    /// <summary>The lines with carets under each finding, and its code, message and fix.</summary>
    public static string Annotate(string text, IEnumerable<Diagnostic> diagnostics)
    {
        var source = new SourceText("", text);
        var found = diagnostics.ToLookup(d => source.PositionOf(d.Span.Start).Line);
        var output = new StringBuilder();
        var lines = text.TrimEnd('\n').Split('\n');
        for (var line = 1; line <= Math.Max(lines.Length, found.Select(g => g.Key).DefaultIfEmpty(0).Max()); line++)
        {
            output.Append(line <= lines.Length ? lines[line - 1] : "").Append('\n');
            foreach (var diagnostic in found[line].OrderBy(d => d.Span.Start))
            {
                var column = source.PositionOf(diagnostic.Span.Start).Column;
                var width = Math.Max(1, Math.Min(diagnostic.Span.Length, (line <= lines.Length ? lines[line - 1].Length : 1) - column + 1));
                output.Append(' ', column - 1).Append('^', width).Append('\n');
                output.Append(
                    CultureInfo.InvariantCulture,
                    $"// {(diagnostic.IsError ? "error" : "warning")} {diagnostic.Code}: {diagnostic.Message}\n");
                if (diagnostic.Fix is { } fix)
                    output.Append("// Fix: ").Append(fix).Append('\n');
            }
        }

        return output.ToString();
    }
}
