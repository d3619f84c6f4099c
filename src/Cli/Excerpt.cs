using System.Globalization;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Cli;

/// <summary>One line of a framed excerpt.</summary>
/// <param name="Margin">The line's number and the frame.</param>
/// <param name="IsMark">Carets below a line, not a line itself.</param>
internal readonly record struct Excerpt(string Margin, string Text, bool IsMark)
{
    /// <summary>
    /// The line of a span with carets below it, at least one; of a span over several lines the first and the last one, with dots between
    /// where lines are left out.
    /// </summary>
    public static IEnumerable<Excerpt> Of(SourceText source, TextSpan span)
    {
        var (start, end) = (source.PositionOf(span.Start), source.PositionOf(span.End));
        var lines = source.Content.Split('\n');
        var width = Number(end.Line).Length;
        string Line(int number) => Printable(lines[number - 1].TrimEnd('\r'));
        string Margin(string number) => $"{number.PadLeft(width)} | ";
        Excerpt Mark(int from, int to) => new(Margin(""), new string(' ', from - 1) + new string('^', Math.Max(1, to - from)), true);

        yield return new Excerpt(Margin(Number(start.Line)), Line(start.Line), false);
        if (start.Line == end.Line)
        {
            yield return Mark(start.Column, end.Column);
            yield break;
        }

        yield return Mark(start.Column, Line(start.Line).Length + 1);
        if (end.Line > start.Line + 1)
            yield return new Excerpt(Margin(new string('.', Math.Min(width, 3))), "", false);
        yield return new Excerpt(Margin(Number(end.Line)), Line(end.Line), false);
        yield return Mark(Line(end.Line).TakeWhile(c => c == ' ').Count() + 1, end.Column);
    }

    /// <summary>The text with a space or a middle dot, one for one, where a character would act on a terminal.</summary>
    public static string Printable(string text) => string.Concat(text.Select(c => c == '\t' ? ' ' : IsInert(c) ? c : '\u00b7'));

    private static bool IsInert(char c) => char.GetUnicodeCategory(c) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    private static string Number(int line) => line.ToString(CultureInfo.InvariantCulture);
}
