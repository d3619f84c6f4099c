using System.Diagnostics;
using System.Globalization;
using MLSpec.Runtime.Hosting;
using MLSpec.Runtime.Protocol;
using MLSpec.Runtime.Reporting;
using MLSpec.Runtime.Store;

namespace Benchmarks;

/// <summary>
/// What the engine costs: a protocol of 10,000 cells (10 methods, 100 values, 10 replicates) of which each takes next to nothing, with two measures, a table of
/// 1,000 rows, a plot and a claim. End to end in an empty folder; then, with all cells stored, the plan and the whole run; then the page by itself.
/// </summary>
internal static class EngineTimes
{
    public static int Measure()
    {
        var folder = Directory.CreateTempSubdirectory("engine-").FullName;
        try
        {
            Run(100, Path.Combine(folder, "warm"));
            var all = Path.Combine(folder, "all");
            var (first, plan, again) = (Run(10_000, all), Run(10_000, all, "--dry-run"), Run(10_000, all));
            using (var store = RunStore.Open(Path.Combine(all, "store.db")))
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"overhead per cell, as the store notes it: {store.AllCells().Average(cell => cell.Seconds) * 1e3:0.00} ms"));
            Print("10,000 trivial cells end to end", first, $"{first.TotalMilliseconds / 10_000:0.00} ms a cell");
            Print("plan of 10,000 finished cells", plan, "");
            Print("run over 10,000 finished cells", again, "plan, statistics and all reports");
            var report = ReportFiles.FromJson(File.ReadAllText(Path.Combine(all, "results.json")));
            HtmlReport.Render(report);
            var clock = Stopwatch.StartNew();
            var page = HtmlReport.Render(report);
            Print("page of 10,000 cells", clock.Elapsed, $"{page.Length / 1e6:0.00} MB");
            Print("size of the store", null, $"{new FileInfo(Path.Combine(all, "store.db")).Length / 1e6:0.0} MB");
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Print(string what, TimeSpan? time, string more) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-35} {(time is { } t ? $"{t.TotalSeconds:0.000} s" : ""),10}  {more}"));

    private static TimeSpan Run(int cells, string folder, params string[] options)
    {
        var clock = Stopwatch.StartNew();
        using var output = new StringWriter();
        var code = ExperimentHost.Run(
            ["run", "Trivial", "--out", folder, "--threads", "1", .. options], [Trivial(cells)], new HostConsole(output, Console.Error, Interactive: false, CancellationToken.None));
        return code == 0 ? clock.Elapsed : throw new InvalidOperationException(output.ToString());
    }

    private sealed record Params;

    private readonly record struct Cell(int Method, int X, int Seed);

    private readonly record struct Values(double Sum, double Square);

    private static Experiment<Params> Trivial(int cells)
    {
        var method = Axis<Cell>.Text("method", cell => $"m{cell.Method}");
        var x = Axis<Cell>.Number("x", cell => cell.X);
        var seed = Axis<Cell>.Replicates("seed", cell => cell.Seed);
        var sum = new Measure<Values>("sum", Unit.None, values => values.Sum);
        var square = new Measure<Values>("square", Unit.None, values => values.Square);
        return new Experiment<Params>
        {
            Name = "Trivial",
            Spec = new Spec("Trivial.mlspec", "module Trivial\n"),
            Defaults = new Params(),
            Parameters = [],
            Trainings = [],
            Protocols =
            [
                new Protocol<Params, Cell, Values>
                {
                    Name = "grid",
                    Cells = [.. Enumerable.Range(0, cells).Select(i => new Cell(i / (cells / 10), i / 10 % (cells / 100), (i % 10) + 1))],
                    Axes = [method, x, seed],
                    Measures = [sum, square],
                    Reads = [],
                    Trainings = _ => [],
                    Fingerprint = cell => $"method {cell.Method}",
                    Measure = (cell, _, session) => new Values(cell.X + session.Random("luck", cell.Seed).Uniform(), cell.X * cell.X),
                    Tables = [new Table<Cell, Values>([Statistic.Mean], [sum, square], [method, x])],
                    Plots = [new Plot<Cell, Values>(PlotKind.Line, x, [new(Statistic.Mean, sum)], method)],
                    Claims = [new("more", "mean sum [m1] > 0", sample => sample.Mean(sum, cell => cell.Method == 1) > 0)],
                },
            ],
        };
    }
}
