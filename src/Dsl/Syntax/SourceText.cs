namespace MLSpec.Dsl.Syntax;

/// <summary>A position as people count it: line and column from 1, columns in UTF-16 units.</summary>
public readonly record struct LinePosition(int Line, int Column);

/// <summary>The text of one <c>.mlspec</c> file with its path and line starts.</summary>
public sealed class SourceText
{
    private readonly int[] _lineStarts;

    public SourceText(string path, string content)
    {
        Path = path;
        Content = content;
        var starts = new List<int> { 0 };
        for (var i = 0; i < content.Length; i++)
        {
            if (content[i] == '\n')
                starts.Add(i + 1);
        }

        _lineStarts = starts.ToArray();
    }

    public string Path { get; }

    public string Content { get; }

    /// <summary>Line and column of a position; positions past the end are those of the end.</summary>
    public LinePosition PositionOf(int offset)
    {
        offset = Math.Max(0, Math.Min(offset, Content.Length));
        var index = Array.BinarySearch(_lineStarts, offset);
        var line = index >= 0 ? index : ~index - 1;
        return new LinePosition(line + 1, offset - _lineStarts[line] + 1);
    }

    public string this[TextSpan span] => Content.Substring(span.Start, span.Length);
}
