using System.Globalization;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Runtime.Protocol;
using MLSpec.Runtime.Store;

namespace MLSpec.Cli.Runs;

/// <summary><c>mlspec runs show FOLDER [--cell CELL]</c>.</summary>
internal static class RunsShow
{
    public static int Run(string path, string? cell, Terminal terminal)
    {
        var folder = StoredFolder.At(path, terminal);
        using var store = folder.Open();
        if (cell is null) Overview(folder, store, terminal);
        else if (CellChoice.All(cell, store.AllCells(), folder.Name) is [var one]) One(one, folder, terminal);
        else Several(CellChoice.All(cell, store.AllCells(), folder.Name), terminal);
        return 0;
    }

    private static void Overview(StoredFolder folder, RunStore store, Terminal terminal)
    {
        terminal.Line(Piece.Bold(folder.Name), $" ({Figures.Size(folder.Size)})");
        foreach (var protocol in store.AllCells().GroupBy(cell => (cell.Experiment, cell.Protocol)))
        {
            var failed = protocol.Where(cell => !cell.IsMeasured).ToArray();
            var measured = protocol.Count() - failed.Length;
            terminal.Line();
            terminal.Line(
                Piece.Bold($"{protocol.Key.Experiment}, protocol {protocol.Key.Protocol}"),
                $": {Words.Count(measured, "cell")} measured in {Figures.Duration(protocol.Sum(cell => cell.Seconds))}, {RunsList.Count(failed.Length)} failed");
            foreach (var cell in failed)
                terminal.Line("  ", Piece.Red("failed"), $" {Figures.Short(cell.Identity)}  {GridPoint.WordsOf(cell.At)}: {cell.Error.ReplaceLineEndings(" ")}");
        }

        var columns = new Columns("run", "started", "outcome", "took", "reused", "new", "command");
        foreach (var run in store.Runs())
            columns.Add(
                "#" + run.Number.ToString(CultureInfo.InvariantCulture), Figures.Time(run.Started), RunsList.Outcome(run), RunsList.Took(run), RunsList.Count(run.Reused),
                RunsList.Count(run.Measured), string.Join(' ', run.Command));
        terminal.Line();
        columns.Write(terminal);
    }

    private static void Several(IReadOnlyList<StoredCell> cells, Terminal terminal)
    {
        var columns = new Columns("cell", "state", "coordinates", "values");
        foreach (var cell in cells)
            columns.Add(
                Figures.Short(cell.Identity), Figures.State(cell), GridPoint.WordsOf(cell.At),
                cell.IsMeasured ? string.Join(", ", cell.Values.Select(value => $"{value.Measure} = {Figures.Number(value.Value)}")) : cell.Error.ReplaceLineEndings(" "));
        columns.Write(terminal);
    }

    private static void One(StoredCell cell, StoredFolder folder, Terminal terminal)
    {
        terminal.Line(Piece.Bold($"cell {cell.Identity}"));
        terminal.Line($"{cell.Experiment}, protocol {cell.Protocol}: {GridPoint.WordsOf(cell.At)}");
        terminal.Line($"{Figures.State(cell)} {Figures.Time(cell.Finished!.Value)} in {Figures.Duration(cell.Seconds)}{(cell.IsMeasured ? "" : ": " + cell.Error)}");
        Block("value", [.. cell.Values.Select(value => (value.Measure, Figures.Number(value.Value)))], terminal);
        Block("fact", [.. cell.Facts.All.Select(fact => (fact.Name, fact.Value))], terminal);
        Block("training", [.. cell.Trainings.Select(training => (training, Model(folder.Folder.Model(training))))], terminal);
    }

    private static void Block(string head, IReadOnlyList<(string Name, string Value)> rows, Terminal terminal)
    {
        if (rows.Count == 0) return;
        var columns = new Columns(head, "");
        foreach (var (name, value) in rows) columns.Add(name, value);
        terminal.Line();
        columns.Write(terminal);
    }

    private static string Model(string path) => File.Exists(path) ? $"model of {Figures.Size(new FileInfo(path).Length)}" : "its model is gone: it is trained again where it is needed";
}
