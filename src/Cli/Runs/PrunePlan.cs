using MLSpec.Runtime.Hosting;
using MLSpec.Runtime.Hosting.Launch;
using MLSpec.Runtime.Store;

namespace MLSpec.Cli.Runs;

/// <summary>What would be removed from a folder.</summary>
/// <param name="Cells">Cells, from the store.</param>
/// <param name="Curves">Curves, from the store, by the names of their trainings.</param>
/// <param name="Models">Files of trained models.</param>
/// <param name="Unfinished">Checkpoints of interrupted trainings.</param>
/// <param name="Traces">What dead processes have left: claims, signs of life, work orders, half-written files.</param>
internal sealed record PrunePlan(
    IReadOnlyList<StoredCell> Cells, IReadOnlyList<string> Curves, IReadOnlyList<string> Models, IReadOnlyList<string> Unfinished, IReadOnlyList<string> Traces)
{
    /// <summary>All files.</summary>
    public IReadOnlyList<string> Files => [.. Models, .. Unfinished, .. Traces];

    /// <summary>Plans for a folder in which no process is at work.</summary>
    public static PrunePlan Of(PruneRequest request, StoredFolder folder, RunStore store, DateTime now)
    {
        var all = store.AllCells();
        var runs = store.Runs();
        StoredCell[] cells = request.NamesCells ? [.. all.Where(cell => IsMeant(cell, request, runs, now))] : [];
        var needed = all.Except(cells).SelectMany(cell => cell.Trainings).ToHashSet();
        return new PrunePlan(
            cells,
            request.Models ? [.. store.Trainings().Where(training => !needed.Contains(training))] : [],
            request.Models ? [.. In(folder.Folder.Trained, "*.ckpt").Where(path => !needed.Contains(Path.GetFileNameWithoutExtension(path)))] : [],
            request.Unfinished ? In(folder.Folder.Trained, "*.unfinished") : [],
            Left(folder.Folder));
    }

    private static bool IsMeant(StoredCell cell, PruneRequest request, IReadOnlyList<StoredRun> runs, DateTime now) =>
        (!request.Failed || !cell.IsMeasured)
        && (request.OlderThan is not { } age || now - cell.Finished > age)
        && (!request.MethodChanged || HasOtherMethod(cell, runs));

    /// <summary>Whether the newest run of a cell's protocol has methods, and the cell's is none of them.</summary>
    private static bool HasOtherMethod(StoredCell cell, IReadOnlyList<StoredRun> runs)
    {
        var name = StoredRun.MethodOf(cell.Protocol);
        return runs.LastOrDefault(run => run.Experiment == cell.Experiment && run.Environment.Any(fact => fact.Name == name)) is { } newest
            && !newest.Environment.Contains(new Setting(name, cell.Facts.Method));
    }

    /// <summary>Results that are still to be collected are none of it, nor are orders that outlive their process.</summary>
    private static IReadOnlyList<string> Left(RunFolder folder) =>
    [
        .. In(folder.Claims, "*.claim"), .. In(folder.Workers, "*.held"), .. In(folder.Workers, "*.beats"),
        .. In(folder.Exchange, "*.order.json").Where(order => WorkOrder.Read(order) is { Coordinator: not null }),
        .. In(folder.Path, "*.tmp"), .. In(folder.Exchange, "*.tmp"), .. In(folder.Trained, "*.tmp"),
    ];

    private static IReadOnlyList<string> In(string folder, string pattern) =>
        Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal)] : [];
}
