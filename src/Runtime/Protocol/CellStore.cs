using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MLSpec.Runtime.Protocol;

/// <summary>
/// The finished cells of one grid: a file of JSON lines, one per cell, each flushed to the disk as it is appended. A line holds the cell's
/// identity, its coordinates, its values and the trainings that it rests on; a last line that was cut off by a crash is dropped.
/// </summary>
internal sealed class CellStore
{
    private readonly string _path;
    private readonly IReadOnlyList<string> _measures;
    private readonly Dictionary<string, Cell> _cells = [];

    private CellStore(string path, IReadOnlyList<string> measures) => (_path, _measures) = (path, measures);

    /// <summary>Reads the finished cells, if there are any.</summary>
    /// <exception cref="UserError">The file holds something else.</exception>
    public static CellStore Open(string path, IReadOnlyList<string> measures)
    {
        var store = new CellStore(path, measures);
        if (!File.Exists(path)) return store;
        var text = File.ReadAllText(path);
        var whole = text[..(text.LastIndexOf('\n') + 1)];
        if (whole.Length < text.Length) File.WriteAllText(path, whole);
        var lines = whole.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < lines.Length; i++) store.Add(lines[i], i + 1);
        return store;
    }

    /// <summary>A finished cell: what it is, its values in the order of the measures, and the trainings that it rests on.</summary>
    public sealed record Cell(string Identity, double[] Values, IReadOnlyList<string> Trainings);

    /// <summary>A finished cell; null when it is not stored.</summary>
    /// <exception cref="UserError">The stored cell was measured by something else.</exception>
    public Cell? Find(IReadOnlyList<KeyValuePair<string, string>> at, string identity)
    {
        if (!_cells.TryGetValue(Key(at), out var cell)) return null;
        if (cell.Identity == identity) return cell;
        throw new UserError(
            $"{_path}: the cell {Words(at)} was measured by another version of the method; run without --resume to measure it again");
    }

    /// <summary>Appends a finished cell and flushes it to the disk.</summary>
    public void Append(IReadOnlyList<KeyValuePair<string, string>> at, Cell cell)
    {
        using (var file = new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.Read))
        {
            file.Write(Line(at, cell));
            file.Flush(flushToDisk: true);
        }
        _cells[Key(at)] = cell;
    }

    /// <summary>A cell's coordinates for people, for example <c>method = hardened, eps = 0.1</c>.</summary>
    public static string Words(IReadOnlyList<KeyValuePair<string, string>> at) =>
        string.Join(", ", at.Select(pair => $"{pair.Key} = {pair.Value}"));

    private static string Key(IReadOnlyList<KeyValuePair<string, string>> at) => string.Join('\0', at.Select(pair => pair.Value));

    private byte[] Line(IReadOnlyList<KeyValuePair<string, string>> at, Cell cell)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("identity", cell.Identity);
            json.WriteStartObject("at");
            foreach (var (name, value) in at) json.WriteString(name, value);
            json.WriteEndObject();
            json.WriteStartObject("values");
            for (var i = 0; i < cell.Values.Length; i++) WriteValue(json, _measures[i], cell.Values[i]);
            json.WriteEndObject();
            json.WriteStartArray("trainings");
            foreach (var training in cell.Trainings) json.WriteStringValue(training);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    private static void WriteValue(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value)) json.WriteNumber(name, value);
        else json.WriteString(name, value.ToString(CultureInfo.InvariantCulture));
    }

    private void Add(string line, int number)
    {
        try
        {
            using var json = JsonDocument.Parse(Encoding.UTF8.GetBytes(line));
            var cell = json.RootElement;
            var key = string.Join('\0', cell.GetProperty("at").EnumerateObject().Select(pair => pair.Value.GetString()));
            var stored = cell.GetProperty("values");
            var identity = cell.GetProperty("identity").GetString() ?? "";
            _cells[key] = _measures.All(name => stored.TryGetProperty(name, out _))
                ? new Cell(identity, [.. _measures.Select(name => Value(stored.GetProperty(name)))], Texts(cell.GetProperty("trainings")))
                : new Cell("", [], []);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new UserError($"{_path}, line {number}: not a finished cell; move the file away or use another --out");
        }
    }

    private static string[] Texts(JsonElement array) => [.. array.EnumerateArray().Select(text => text.GetString() ?? "")];

    private static double Value(JsonElement value) => value.ValueKind == JsonValueKind.String
        ? double.Parse(value.GetString()!, CultureInfo.InvariantCulture)
        : value.GetDouble();
}
