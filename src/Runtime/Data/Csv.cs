using CsvHelper;

namespace MLSpec.Runtime.Data;

/// <summary>Comma-separated values with a header line (RFC 4180), plain or as <c>.csv.gz</c>.</summary>
public static class Csv
{
    private static readonly CsvReaderOptions _format = CsvReaderOptions.Default with
    {
        Separator = ',',
        HasHeader = false,
        TrackLineNumbers = true,
        TrimWhitespace = true,
        MalformedData = CsvMalformedDataHandling.Throw,
    };

    /// <summary>
    /// Reads every row. The header must name exactly the columns of the row type, in any order. Throws <see cref="UserError"/> naming
    /// file, line and column for a missing or surplus column, a ragged row, a value that is no finite number, and a label out of range.
    /// </summary>
    public static TRows Read<TRows>(string path) where TRows : IRows<TRows> => DataFile.Read(path, stream => Read<TRows>(path, stream));

    private static TRows Read<TRows>(string path, Stream stream) where TRows : IRows<TRows>
    {
        using var reader = CsvReader.Create(stream, _format, leaveOpen: true);
        try
        {
            return Read<TRows>(path, reader);
        }
        catch (CsvFormatException fault)
        {
            throw new UserError($"{path} is not well-formed: {fault.Message}", fault);
        }
    }

    private static TRows Read<TRows>(string path, CsvReader reader) where TRows : IRows<TRows>
    {
        if (!reader.Read())
            throw new UserError($"{path} is empty: expected a header line naming the columns, then one line per row.");
        var header = Enumerable.Range(0, reader.FieldCount).Select(reader.GetString).ToArray();
        var buffers = TRows.Schema.Select(column => new ColumnBuffer(column)).ToArray();
        var targets = Targets(path, header, buffers);
        var rows = 0;
        for (; reader.Read(); rows++)
        {
            if (reader.FieldCount != header.Length)
                throw new UserError($"{path}, line {reader.LineNumber}: "
                    + $"{Count(reader.FieldCount, "value")}, but the header names {Count(header.Length, "column")}.");
            foreach (var buffer in buffers)
                buffer.Reserve(rows + 1);
            for (var i = 0; i < targets.Length; i++)
                if (targets[i].Buffer.Set((rows * targets[i].Buffer.Column.Width) + targets[i].Element, reader.GetSpan(i)) is { } reason)
                    throw new UserError($"{path}, line {reader.LineNumber}, column '{header[i]}': {reason}.");
        }
        return rows == 0
            ? throw new UserError($"{path} has a header line but no rows.")
            : TRows.FromColumns(buffers.Select(buffer => buffer.ToTensor(rows)).ToArray());
    }

    /// <summary>For each column of the file, where its elements go.</summary>
    private static (ColumnBuffer Buffer, int Element)[] Targets(string path, string[] header, ColumnBuffer[] buffers)
    {
        var places = new Dictionary<string, (ColumnBuffer Buffer, int Element)>(StringComparer.Ordinal);
        foreach (var buffer in buffers)
            foreach (var (name, element) in buffer.Column.FileColumns.Select((name, element) => (name, element)))
                if (!places.TryAdd(name, (buffer, element)))
                    throw new UserError($"Two fields of the row type read the column '{name}' of {path}: rename one.");

        var twice = header.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
            throw new UserError($"{path}: the header names column '{twice.Key}' {twice.Count()} times.");
        var surplus = header.Where(name => !places.ContainsKey(name)).ToArray();
        var missing = buffers.SelectMany(buffer => buffer.Column.FileColumns).Except(header, StringComparer.Ordinal).ToArray();
        if (missing.Length > 0)
            throw new UserError($"{path} has no column '{missing[0]}'{Others(missing)}.{Nearest.Hint(missing[0], surplus)} The "
                + $"columns are {Listing(header)}.");
        if (surplus.Length > 0)
            throw new UserError($"{path} has a column '{surplus[0]}'{Others(surplus)} that the row type "
                + $"lacks.{Nearest.Hint(surplus[0], places.Keys)} "
                + "Add it to the type of the data, or remove it from the file.");
        return [.. header.Select(name => places[name])];
    }

    private static string Count(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";

    private static string Others(string[] names) => names.Length == 1 ? "" : $" ({names.Length} such columns in all)";

    private static string Listing(string[] header) =>
        header.Length <= 6 ? string.Join(", ", header) : $"{string.Join(", ", header[..4])}, ..., {header[^1]} ({header.Length} in all)";
}
