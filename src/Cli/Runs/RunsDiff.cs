using System.Globalization;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Runtime.Hosting;
using MLSpec.Runtime.Protocol;
using MLSpec.Runtime.Store;

namespace MLSpec.Cli.Runs;

/// <summary><c>mlspec runs diff</c>: two cells, two runs, or what two folders have of the same cells.</summary>
internal static class RunsDiff
{
    /// <param name="what"><c>FOLDER A B</c>, <c>FOLDER FOLDER A B</c> or <c>FOLDER FOLDER</c>; A and B are cells, or runs: <c>#3</c>.</param>
    public static int Run(IReadOnlyList<string> what, Terminal terminal)
    {
        if (what.Count == 2)
        {
            Folders(StoredFolder.At(what[0], terminal), StoredFolder.At(what[1], terminal), terminal);
            return 0;
        }

        var (left, right) = (StoredFolder.At(what[0], terminal), StoredFolder.At(what[what.Count - 3], terminal));
        using var leftStore = left.Open();
        using var rightStore = right.Open();
        if (what[^2].StartsWith('#')) Runs(Numbered(what[^2], leftStore, left), Numbered(what[^1], rightStore, right), terminal);
        else Cells(CellChoice.One(what[^2], leftStore.AllCells(), left.Name), CellChoice.One(what[^1], rightStore.AllCells(), right.Name), terminal);
        return 0;
    }

    private static void Cells(StoredCell left, StoredCell right, Terminal terminal)
    {
        var heads = (Left: Figures.Short(left.Identity), Right: Figures.Short(right.Identity));
        var facts = Differing(left.Facts.All, right.Facts.All);
        Write("fact", heads, [.. facts.Select(fact => (fact.Name, Figures.Fact(fact.Left), Figures.Fact(fact.Right)))], "the facts are the same", terminal);
        terminal.Line();
        var values = Differing([Error(left), .. Values(left)], [Error(right), .. Values(right)]);
        Write("value", heads, values, "the values are the same", terminal);
    }

    private static void Runs(StoredRun left, StoredRun right, Terminal terminal) => Write(
        "fact", ($"#{left.Number}", $"#{right.Number}"), Differing(Described(left), Described(right)), "the runs have all in common", terminal);

    private static void Folders(StoredFolder left, StoredFolder right, Terminal terminal)
    {
        var (leftCells, rightCells) = (Newest(left), Newest(right));
        Place[] both = [.. leftCells.Keys.Where(rightCells.ContainsKey)];
        Place[] differ = [.. both.Where(place => Differing(Values(leftCells[place]), Values(rightCells[place])).Count > 0)];
        terminal.Line($"{Words.Count(both.Length - differ.Length, "cell")} of equal values, {RunsList.Count(differ.Length)} of different ones");
        terminal.Line($"{Words.Count(leftCells.Count - both.Length, "cell")} in {left.Name} alone, {RunsList.Count(rightCells.Count - both.Length)} in {right.Name} alone");
        foreach (var why in differ.GroupBy(place => string.Join("; ", rightCells[place].Facts.DifferencesFrom(leftCells[place].Facts))))
        {
            terminal.Line();
            terminal.Line(Piece.Bold(why.Key.Length > 0 ? why.Key : "of equal facts"));
            var columns = new Columns("cell", "measure", left.Name, right.Name);
            foreach (var place in why)
                foreach (var (name, one, other) in Differing(Values(leftCells[place]), Values(rightCells[place])))
                    columns.Add($"{place.Protocol}: {place.At}", name, one, other);
            columns.Write(terminal);
        }
    }

    private sealed record Place(string Experiment, string Protocol, string At);

    /// <summary>The measured cells, at each place the one that was measured last.</summary>
    private static Dictionary<Place, StoredCell> Newest(StoredFolder folder)
    {
        using var store = folder.Open();
        return store.AllCells().Where(cell => cell.IsMeasured).GroupBy(cell => new Place(cell.Experiment, cell.Protocol, GridPoint.WordsOf(cell.At)))
            .ToDictionary(group => group.Key, group => group.Last());
    }

    private static IReadOnlyList<(string Name, string Left, string Right)> Differing(IReadOnlyList<Setting> left, IReadOnlyList<Setting> right)
    {
        var (one, other) = (left.ToLookup(fact => fact.Name, fact => fact.Value), right.ToLookup(fact => fact.Name, fact => fact.Value));
        return
        [
            .. left.Concat(right).Select(fact => fact.Name).Distinct()
                .Select(name => (name, Left: string.Join(", ", one[name]), Right: string.Join(", ", other[name])))
                .Where(fact => fact.Left != fact.Right),
        ];
    }

    private static void Write(
        string head, (string Left, string Right) heads, IReadOnlyList<(string Name, string Left, string Right)> rows, string same, Terminal terminal)
    {
        if (rows.Count == 0)
        {
            terminal.Line(same);
            return;
        }

        var columns = new Columns(head, heads.Left, heads.Right);
        foreach (var (name, left, right) in rows) columns.Add(name, left, right);
        columns.Write(terminal);
    }

    private static IReadOnlyList<Setting> Values(StoredCell cell) => [.. cell.Values.Select(value => new Setting(value.Measure, Figures.Number(value.Value)))];

    private static Setting Error(StoredCell cell) => new("error", cell.Error);

    private static IReadOnlyList<Setting> Described(StoredRun run) =>
    [
        new("experiment", run.Experiment), new("command", string.Join(' ', run.Command)), new("outcome", RunsList.Outcome(run)),
        new("reused", RunsList.Count(run.Reused)), new("new", RunsList.Count(run.Measured)),
        .. run.Environment.Select(fact => fact with { Value = Figures.Fact(fact.Value) }),
    ];

    private static StoredRun Numbered(string name, RunStore store, StoredFolder folder)
    {
        var runs = store.Runs();
        return runs.FirstOrDefault(run => "#" + run.Number.ToString(CultureInfo.InvariantCulture) == name)
            ?? throw new UsageError($"{folder.Name} has no run {name}; it has {Words.Count(runs.Count, "run")}");
    }
}
