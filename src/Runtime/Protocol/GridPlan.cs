using MLSpec.Runtime.Hosting;
using MLSpec.Runtime.Store;

namespace MLSpec.Runtime.Protocol;

/// <summary>What is there of a grid, what is to be measured, and why.</summary>
internal sealed record GridPlan(string Protocol, IReadOnlyList<PlannedCell> Cells)
{
    /// <summary>The cells to measure, in the order of the grid.</summary>
    public IReadOnlyList<PlannedCell> Pending => [.. Cells.Where(cell => cell.IsPending)];

    /// <summary>How many cells are used as they are.</summary>
    public int Reused => Cells.Count(cell => cell.Stored is { IsMeasured: true });

    /// <summary>The methods of its cells, as a run notes them.</summary>
    public IEnumerable<Setting> Methods => Cells.Select(cell => cell.Point.Facts.Method).Distinct().Select(method => new Setting(StoredRun.MethodOf(Protocol), method));

    /// <summary>Compares a grid with what is stored.</summary>
    /// <param name="isWanted">Which cells are to be measured where they are not there.</param>
    public static GridPlan Of(string experiment, string protocol, IReadOnlyList<GridPoint> points, RunStore store, Func<GridPoint, bool> isWanted)
    {
        var stored = store.CellsOf(experiment, protocol);
        var byIdentity = stored.ToDictionary(cell => cell.Identity);
        var byPlace = stored.ToLookup(cell => GridPoint.WordsOf(cell.At));
        return new GridPlan(protocol,
        [
            .. points.Select(point => byIdentity.TryGetValue(point.Identity, out var own)
                ? new PlannedCell(point, own, isWanted(point), own.IsMeasured ? "" : $"failed before ({own.Error})")
                : new PlannedCell(point, null, isWanted(point), Why(point, byPlace[point.Words]))),
        ]);
    }

    /// <summary>For people: how much is used again, and how much is measured for which reason.</summary>
    public IEnumerable<string> Lines()
    {
        var (pending, left) = (Pending, Cells.Count(cell => cell.Stored is not { IsMeasured: true } && !cell.IsWanted));
        yield return $"protocol {Protocol}: {Count(Cells.Count)}, {Reused} stored, {pending.Count} to measure{(left > 0 ? $", {left} left out" : "")}";
        foreach (var reason in pending.GroupBy(cell => cell.Why).Where(reason => reason.Key.Length > 0))
            yield return $"  {Count(reason.Count())} {(reason.Count() == pending.Count ? "" : $"({First(reason)}) ")}again: {reason.Key}";
    }

    internal static string Count(int cells) => cells == 1 ? "1 cell" : $"{cells} cells";

    private static string First(IEnumerable<PlannedCell> cells) => cells.First().Point.Words + (cells.Count() > 1 ? ", ..." : "");

    /// <summary>How a cell differs from the nearest one that is stored at its place; empty where there is none.</summary>
    private static string Why(GridPoint point, IEnumerable<StoredCell> stored) => stored
        .Select(cell => point.Facts.DifferencesFrom(cell.Facts))
        .OrderBy(differences => differences.Count)
        .FirstOrDefault() is { } nearest ? string.Join("; ", nearest) : "";
}

/// <summary>A cell and what is known of it.</summary>
/// <param name="Stored">What the store has of the very same cell.</param>
/// <param name="IsWanted">Whether this run measures it where it is not there.</param>
/// <param name="Why">Why it has to be measured again; empty where it never was.</param>
internal sealed record PlannedCell(GridPoint Point, StoredCell? Stored, bool IsWanted, string Why)
{
    public bool IsPending => IsWanted && Stored is not { IsMeasured: true };
}
