using System.Globalization;
using System.Text;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Generators.Text;

/// <summary>
/// The <c>#line</c> directives that lead from generated statements back into the spec, for the compiler's messages, stack traces and debuggers. While code is written, marks stand in
/// their places, which hold spans: so it does not depend on where in the spec a declaration stands.
/// </summary>
public sealed class LineMap
{
    private const string _prefix = "#line @";
    private const string _end = "#line default";
    private const int _longestLine = 65_536;
    private const int _lastLine = 0xfeefed - 1;

    private readonly SourceText _source;
    private readonly string? _path;

    /// <param name="source">The spec; its path is the one that the host gave.</param>
    public LineMap(SourceText source, EmissionOptions options)
    {
        _source = source;
        var path = options.ContinuousIntegration ? StablePath(source.Path, options.ProjectDirectory) : source.Path;
        _path = options.EmitLineDirectives && !path.Any(character => character == '"' || char.IsControl(character) || character is '\u2028' or '\u2029')
            ? path
            : null;
    }

    /// <summary>The place of a directive.</summary>
    /// <param name="Offset">The length of the line below: what stands before that offset is shown as the whole span; generated code is not the spec's text, so that columns within it would mean
    /// nothing there.</param>
    public readonly record struct Mark(TextSpan Span, int Offset);

    /// <summary>
    /// The statement with its marks around it. Unchanged where directives are off, where the path cannot be written in one (it knows no escapes), and for what the compiler added (an
    /// empty span). <see cref="Align"/> completes it.
    /// </summary>
    public string Map(TextSpan span, string statement) =>
        _path is null || span.Length == 0 || _source.PositionOf(span.Start).Column > _longestLine || _source.PositionOf(span.End - 1).Column > _longestLine
            ? statement
            : string.Format(CultureInfo.InvariantCulture, "{0}{1}+{2}\n{3}\n{4}", _prefix, span.Start, span.Length, statement, _end);

    /// <summary><c>#line (line,column)-(line,column) offset "path"</c> with positions from 1, the end being that of the last character.</summary>
    public string Directive(Mark mark)
    {
        var start = _source.PositionOf(mark.Span.Start);
        var end = _source.PositionOf(mark.Span.End - 1);
        if (end.Line > _lastLine)
            return _end;
        var offset = mark.Offset is 0 or > _longestLine ? "" : mark.Offset.ToString(CultureInfo.InvariantCulture) + " ";
        return string.Format(CultureInfo.InvariantCulture, "#line ({0},{1})-({2},{3}) {4}\"{5}\"", start.Line, start.Column, end.Line, end.Column, offset, _path);
    }

    /// <summary>A text with its directives in the places of the marks, in the first column.</summary>
    public string Align(string text)
    {
        var aligned = new StringBuilder(text.Length);
        foreach (var (line, mark) in Pieces(text))
            aligned.Append(aligned.Length == 0 ? "" : "\n").Append(mark is { } place ? Directive(place) : line);
        return aligned.ToString();
    }

    /// <summary>The lines of a text and the marks between them. Of two neighbours the first needs no way back.</summary>
    public static IEnumerable<(string Line, Mark? Mark)> Pieces(string text)
    {
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].TrimStart(' ');
            if (line == _end && i + 1 < lines.Length && IsMark(lines[i + 1].TrimStart(' ')))
                continue;
            if (IsMark(line))
                yield return ("", new Mark(SpanOf(line), lines[Math.Min(i + 1, lines.Length - 1)].Length));
            else
                yield return (line == _end ? line : lines[i], null);
        }
    }

    private static bool IsMark(string line) => line.StartsWith(_prefix, StringComparison.Ordinal);

    private static TextSpan SpanOf(string mark)
    {
        var plus = mark.IndexOf('+');
        return new TextSpan(
            int.Parse(mark.Substring(_prefix.Length, plus - _prefix.Length), CultureInfo.InvariantCulture), int.Parse(mark.Substring(plus + 1), CultureInfo.InvariantCulture));
    }

    /// <summary>
    /// <c>/_/</c> and the path within the project, so that builds in different directories are equal to the byte; this is also what the SDK's path map makes of
    /// the other paths of such a build.
    /// </summary>
    private static string StablePath(string path, string projectDirectory)
    {
        var relative = SpecPath.Relative(path, projectDirectory);
        var rooted = relative.StartsWith("/", StringComparison.Ordinal) || relative.IndexOf(':') >= 0;
        return "/_/" + (rooted ? relative.Substring(relative.LastIndexOf('/') + 1) : relative);
    }
}
