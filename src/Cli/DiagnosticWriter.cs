using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Cli;

/// <summary>Shows findings with the lines that they are about.</summary>
internal static class DiagnosticWriter
{
    /// <summary>The finding on one line, the framed lines with carets below the span, and its <c>Fix:</c>.</summary>
    public static void Write(Diagnostic diagnostic, SourceText source, Action<Piece[]> line)
    {
        var (start, end) = (source.PositionOf(diagnostic.Span.Start), source.PositionOf(diagnostic.Span.End));
        var colour = diagnostic.IsError ? (Func<string, Piece>)Piece.Red : Piece.Yellow;
        line([
            Piece.Bold($"{diagnostic.Path}({start.Line},{start.Column})-({end.Line},{end.Column})"),
            ": ",
            colour($"{(diagnostic.IsError ? "error" : "warning")} {diagnostic.Code}"),
            $": {Printable(diagnostic.Message)}",
        ]);
        foreach (var excerpt in Excerpt.Of(source, diagnostic.Span))
            line([Piece.Blue(excerpt.Margin), excerpt.IsMark ? colour(excerpt.Text) : excerpt.Text]);
        if (diagnostic.Fix is { } fix)
            line([Piece.Green("Fix: "), Printable(fix)]);
    }

    /// <summary>A text without line ends and other characters that would act on a terminal.</summary>
    private static string Printable(string text) => Excerpt.Printable(text.ReplaceLineEndings(" "));
}
