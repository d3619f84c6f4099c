using System.Globalization;
using MLSpec.Runtime.Store;

namespace MLSpec.Cli.Runs;

/// <summary><c>mlspec runs list [FOLDER]</c>.</summary>
internal static class RunsList
{
    public static int Run(string path, Terminal terminal)
    {
        var folders = StoredFolder.Below(path, terminal);
        if (folders.Count == 0) throw new UsageError($"there is no store in or below {terminal.Show(Path.GetFullPath(path, terminal.Directory))}");
        var columns = new Columns("folder", "experiment", "measured", "failed", "last run", "outcome", "took", "reused", "new", "size");
        var damaged = new List<UsageError>();
        foreach (var folder in folders)
        {
            try
            {
                using var store = folder.Open();
                Add(columns, folder, store);
            }
            catch (UsageError error)
            {
                damaged.Add(error);
            }
        }

        columns.Write(terminal);
        foreach (var error in damaged) terminal.ErrorLine(Piece.Red("error"), $": {error.Message}");
        return damaged.Count > 0 ? 1 : 0;
    }

    private static void Add(Columns columns, StoredFolder folder, RunStore store)
    {
        var (cells, runs) = (store.AllCells().ToLookup(cell => cell.Experiment), store.Runs().ToLookup(run => run.Experiment));
        foreach (var experiment in cells.Select(group => group.Key).Union(runs.Select(group => group.Key)).Order(StringComparer.Ordinal))
        {
            var last = runs[experiment].LastOrDefault();
            columns.Add(
                folder.Name, experiment, Count(cells[experiment].Count(cell => cell.IsMeasured)), Count(cells[experiment].Count(cell => !cell.IsMeasured)),
                last is null ? "" : Figures.Time(last.Started), Outcome(last), Took(last), Count(last?.Reused), Count(last?.Measured), Figures.Size(folder.Size));
        }
    }

    /// <summary>How a run ended, as far as is known.</summary>
    public static string Outcome(StoredRun? run) => run is null ? "" : run.Finished is null ? "no end noted" : run.Outcome;

    /// <summary>How long a run took.</summary>
    public static string Took(StoredRun? run) => run is { Finished: { } end } ? Figures.Duration((end - run.Started).TotalSeconds) : "";

    /// <summary>A number for a column.</summary>
    public static string Count(int? count) => count?.ToString(CultureInfo.InvariantCulture) ?? "";
}
