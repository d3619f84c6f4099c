using System.Globalization;
using System.Text;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Generators.Text;

/// <summary>
/// The <c>#line</c> directives that lead from generated statements back into the spec, for the compiler's messages, stack traces and debuggers.
/// </summary>
public sealed class LineMap
{
    private const string _prefix = "#line (";
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

    /// <summary>
    /// The statement with its directives around it: <c>#line (line,column)-(line,column) "path"</c> with positions from 1, the end being that of the last character. Unchanged where directives are off,
    /// where the path cannot be written in one (it knows no escapes), and for what the compiler added (an empty span). <see cref="Align"/> completes it.
    /// </summary>
    public string Map(TextSpan span, string statement)
    {
        var start = _source.PositionOf(span.Start);
        var end = _source.PositionOf(span.End - 1);
        if (_path is null || span.Length == 0 || end.Line > _lastLine || start.Column > _longestLine || end.Column > _longestLine)
            return statement;
        return string.Format(
            CultureInfo.InvariantCulture, "{0}{1},{2})-({3},{4}) \"{5}\"\n{6}\n{7}", _prefix, start.Line, start.Column, end.Line, end.Column, _path, statement, _end);
    }

    /// <summary>
    /// The last step over a generated file: directives move to the first column and get their character offset, the length of the line below. What stands before that offset is shown
    /// as the whole span; generated code is not the spec's text, so that columns within it would mean nothing there. Between neighbours the first needs no end.
    /// </summary>
    public static string Align(string text)
    {
        var lines = text.Split('\n');
        var aligned = new StringBuilder(text.Length);
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i];
            var directive = line.TrimStart(' ');
            var next = i + 1 < lines.Length ? lines[i + 1].TrimStart(' ') : "";
            if (directive == _end && Opens(next))
                continue;
            if (directive == _end)
                line = directive;
            else if (Opens(directive))
                line = WithOffset(directive, lines[Math.Min(i + 1, lines.Length - 1)].Length);
            aligned.Append(line).Append(i < lines.Length - 1 ? "\n" : "");
        }

        return aligned.ToString();
    }

    private static bool Opens(string line) => line.StartsWith(_prefix, StringComparison.Ordinal);

    private static string WithOffset(string directive, int offset)
    {
        var quote = directive.IndexOf('"');
        return offset is 0 or > _longestLine || quote < 0
            ? directive
            : directive.Substring(0, quote) + offset.ToString(CultureInfo.InvariantCulture) + " " + directive.Substring(quote);
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
