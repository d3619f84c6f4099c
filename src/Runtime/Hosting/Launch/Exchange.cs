using System.Text.Json;
using MLSpec.Runtime.Store;

namespace MLSpec.Runtime.Hosting.Launch;

/// <summary>
/// Results on their way into the store: a file each, put in place whole by a rename, so that workers on any machine can write them and the one process that opens
/// the database collects them.
/// </summary>
internal sealed class Exchange : IResultKeeper
{
    private const string _cell = ".cell.json";
    private const string _training = ".training.json";

    private readonly string _folder;
    private readonly HashSet<string> _collected = [];

    /// <param name="folder">The same for the workers and the collector.</param>
    public Exchange(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
    }

    /// <inheritdoc/>
    public bool IsMeasured(string identity) => Read<StoredCell>(In(identity + _cell)) is { IsMeasured: true };

    /// <summary>Whether a cell is measured or could not be, by whoever it was.</summary>
    public bool Has(string identity) => File.Exists(In(identity + _cell));

    /// <summary>Whether somebody has given an order.</summary>
    public bool HasOrders => Directory.EnumerateFiles(_folder, "*" + WorkOrder.Extension).Any();

    /// <inheritdoc/>
    public void Keep(StoredCell cell) => Place(In(cell.Identity + _cell), JsonSerializer.Serialize(cell, Json.Options));

    /// <inheritdoc/>
    public void Keep(string training, TrainingCurve curve) => Place(In(training + _training), JsonSerializer.Serialize(curve, Json.Options));

    /// <summary>Moves what has arrived into the store and gives the cells. The files stay until <see cref="Clear"/>.</summary>
    public IReadOnlyList<StoredCell> Collect(RunStore store)
    {
        foreach (var path in New("*" + _training))
            if (Read<TrainingCurve>(path) is { } curve) store.Keep(Path.GetFileName(path)[..^_training.Length], curve);
        StoredCell[] cells = [.. New("*" + _cell).Select(Read<StoredCell>).OfType<StoredCell>()];
        foreach (var cell in cells) store.Keep(cell);
        return cells;
    }

    /// <summary>Takes what is measured out of all orders, those of processes that are gone too, and removes what has been collected.</summary>
    public void Clear(RunStore store)
    {
        var measured = store.Measured();
        foreach (var path in Directory.EnumerateFiles(_folder, "*" + WorkOrder.Extension)) WorkOrder.Reduce(path, measured);
        foreach (var path in _collected) File.Delete(path);
        _collected.Clear();
    }

    /// <summary>Writes a file beside its place and renames it there.</summary>
    /// <exception cref="UserError">It cannot be written.</exception>
    public static void Place(string path, string text)
    {
        try
        {
            WholeFile.Write(path, text);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{path} cannot be written: {fault.Message.TrimEnd('.')}; give the same command again when it can", fault);
        }
    }

    private IReadOnlyList<string> New(string pattern) => [.. Directory.EnumerateFiles(_folder, pattern).Where(_collected.Add).Order(StringComparer.Ordinal)];

    private string In(string name) => Path.Combine(_folder, name);

    private static T? Read<T>(string path) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllText(path), Json.Options);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException fault)
        {
            throw new UserError($"{path} is no result of a worker: {fault.Message}; move it away and give the same command again", fault);
        }
    }
}
