using MLSpec.Dsl.Diagnostics;
using MLSpec.Runtime.Protocol;

namespace MLSpec.Cli.Runs;

/// <summary><c>mlspec runs prune FOLDER</c>: says what would go, and with <c>--yes</c> removes it.</summary>
internal static class RunsPrune
{
    private const int Shown = 20;

    /// <summary>A process of another machine raises its counter every five seconds.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    public static int Run(string path, PruneRequest request, Terminal terminal)
    {
        var folder = StoredFolder.At(path, terminal);
        if (folder.Living(_patience) is { Count: > 0 } living)
            throw new UsageError($"{Words.Count(living.Count, "process")} {(living.Count == 1 ? "is" : "are")} at work in {folder.Name} ({string.Join(", ", living)}): wait for the end of the run");
        using var store = folder.Open();
        var plan = PrunePlan.Of(request, folder, store, DateTime.UtcNow);
        var size = plan.Files.Sum(file => new FileInfo(file).Length);
        Describe(plan, terminal);
        if (!request.Yes)
        {
            terminal.Line($"{Figures.Size(size)} in files would be freed; nothing is removed without --yes");
            return 0;
        }

        store.Remove([.. plan.Cells.Select(cell => cell.Identity)], plan.Curves);
        foreach (var file in plan.Files) File.Delete(file);
        terminal.Line($"removed; {Figures.Size(size)} in files freed");
        return 0;
    }

    private static void Describe(PrunePlan plan, Terminal terminal)
    {
        Part("cell", [.. plan.Cells.Select(cell =>
            $"{Figures.Short(cell.Identity)}  {cell.Protocol}: {GridPoint.WordsOf(cell.At)}{(cell.IsMeasured ? "" : $" (failed: {cell.Error.ReplaceLineEndings(" ")})")}")], terminal);
        Part("model", Names(plan.Models), terminal);
        Part("curve", plan.Curves, terminal);
        Part("interrupted training", Names(plan.Unfinished), terminal);
        Part("trace of dead processes", Names(plan.Traces), terminal, plural: "traces of dead processes");
    }

    private static void Part(string noun, IReadOnlyList<string> names, Terminal terminal, string? plural = null)
    {
        terminal.Line(names.Count == 1 || plural is null ? Words.Count(names.Count, noun) : $"{RunsList.Count(names.Count)} {plural}");
        foreach (var name in names.Take(Shown)) terminal.Line("  " + name);
        if (names.Count > Shown) terminal.Line($"  and {RunsList.Count(names.Count - Shown)} more");
    }

    private static string[] Names(IEnumerable<string> files) => [.. files.Select(file => Path.GetFileName(file))];
}
