using MLSpec.Runtime.Hosting;
using MLSpec.Runtime.Protocol;
using MLSpec.Runtime.Store;

namespace MLSpec.Cli.Runs;

/// <summary>Cells as people name them: by the first digits of their identity, or by coordinates, <c>AXIS=VALUE,AXIS=VALUE</c>.</summary>
internal static class CellChoice
{
    private const int Shown = 5;

    /// <summary>All cells of a name.</summary>
    /// <exception cref="UsageError">There is none.</exception>
    public static IReadOnlyList<StoredCell> All(string name, IReadOnlyList<StoredCell> cells, string folder)
    {
        StoredCell[] found = name.Contains('=') ? At(name, cells) : [.. cells.Where(cell => cell.Identity.StartsWith(name, StringComparison.OrdinalIgnoreCase))];
        return found.Length > 0 ? found : throw new UsageError($"{folder} has no cell {name}: give the first digits of its identity, or AXIS=VALUE,AXIS=VALUE");
    }

    /// <summary>The one cell of a name.</summary>
    /// <exception cref="UsageError">There is none, or more than one.</exception>
    public static StoredCell One(string name, IReadOnlyList<StoredCell> cells, string folder)
    {
        var found = All(name, cells, folder);
        if (found.Count == 1) return found[0];
        var some = string.Join("; ", found.Take(Shown).Select(cell => $"{Figures.Short(cell.Identity)} ({GridPoint.WordsOf(cell.At)})"));
        throw new UsageError($"{found.Count} cells of {folder} are meant by {name}: {some}{(found.Count > Shown ? "; ..." : "")}");
    }

    private static StoredCell[] At(string name, IReadOnlyList<StoredCell> cells)
    {
        Setting[] wanted = [.. name.Split(',').Select(part => Coordinate(name, part))];
        string[] axes = [.. cells.SelectMany(cell => cell.At).Select(axis => axis.Name).Distinct()];
        if (wanted.FirstOrDefault(axis => !axes.Contains(axis.Name)) is { } unknown)
            throw new UsageError($"there is no axis `{unknown.Name}`{UsageError.Hint(unknown.Name, axes)}; there are: {string.Join(", ", axes)}");
        return [.. cells.Where(cell => wanted.All(cell.At.Contains))];
    }

    private static Setting Coordinate(string name, string part) => part.Split('=', 2) is [var axis, var value]
        ? new Setting(axis.Trim(), value.Trim())
        : throw new UsageError($"`{name}` is no cell: expected AXIS=VALUE,AXIS=VALUE");
}
