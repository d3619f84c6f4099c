namespace MLSpec.Dsl.Syntax;

/// <summary>A position as people count it: line and column from 1, columns in UTF-16 units.</summary>
public readonly record struct LinePosition(int Line, int Column);

/// <summary>
/// The text of one <c>.mlspec</c> file with its path and line starts. The positions of spans are offsets in the text; or, in a text that is one of several versions of a file, places in a
/// space that the versions share, in which what has not changed keeps its place: then <see cref="Regions"/> tells where it stands now.
/// </summary>
public sealed class SourceText
{
    private readonly int[] _lineStarts;
    private readonly Regions? _regions;

    public SourceText(string path, string content)
        : this(path, content, null)
    {
    }

    internal SourceText(string path, string content, Regions? regions)
    {
        Path = path;
        Content = content;
        _regions = regions;
        var starts = new List<int> { 0 };
        for (var i = content.IndexOf('\n'); i >= 0; i = content.IndexOf('\n', i + 1))
            starts.Add(i + 1);
        _lineStarts = starts.ToArray();
    }

    public string Path { get; }

    public string Content { get; }

    /// <summary>The offset of a position in <see cref="Content"/>.</summary>
    public int OffsetOf(int position) => _regions?.OffsetOf(position) ?? position;

    /// <summary>The offsets of a span.</summary>
    public TextSpan OffsetsOf(TextSpan span) => new(OffsetOf(span.Start), span.Length);

    /// <summary>Line and column of a position; positions past the end are those of the end.</summary>
    public LinePosition PositionOf(int position) => PositionAt(OffsetOf(position));

    /// <summary>Line and column of an offset.</summary>
    public LinePosition PositionAt(int offset)
    {
        offset = Math.Max(0, Math.Min(offset, Content.Length));
        var index = Array.BinarySearch(_lineStarts, offset);
        var line = index >= 0 ? index : ~index - 1;
        return new LinePosition(line + 1, offset - _lineStarts[line] + 1);
    }

    public string this[TextSpan span] => Content.Substring(OffsetOf(span.Start), span.Length);
}
