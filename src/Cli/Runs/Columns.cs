namespace MLSpec.Cli.Runs;

/// <summary>Rows of texts under one another.</summary>
internal sealed class Columns(params IReadOnlyList<string> heads)
{
    private readonly List<IReadOnlyList<string>> _rows = [];

    /// <summary>Adds a row of as many texts as there are heads.</summary>
    public void Add(params IReadOnlyList<string> row) => _rows.Add(row);

    /// <summary>Writes the heads and the rows; every column is as wide as its widest text, the last one has no end.</summary>
    public void Write(Terminal terminal, string indent = "")
    {
        int[] widths = [.. heads.Select((head, column) => _rows.Select(row => row[column].Length).Append(head.Length).Max())];
        terminal.Line(Piece.Dim(Line(heads)));
        foreach (var row in _rows) terminal.Line(Line(row));

        string Line(IReadOnlyList<string> row) => (indent + string.Join("  ", row.Select((text, column) => text.PadRight(widths[column])))).TrimEnd();
    }
}
