using System.Text.Json;

namespace Examples.Tests;

/// <summary>DrSac through its console, with short trainings.</summary>
public sealed class DrSacTests : IDisposable
{
    private readonly ExamplesConsole _console = new();

    [Fact]
    public void Every_method_is_trained_and_judged_beside_the_exact_plan()
    {
        string[] budgets = [.. new[] { "dynamics", "sac", "rfqi", "robust", "exact" }.SelectMany(name => new[] { "--set", $"train.{name}.steps=20" })];
        var (exit, _, error) = _console.Run(["run", "DrSac", "--out", _console.Out, "--threads", "1", .. budgets]);

        Assert.Equal("", error);
        Assert.Equal(0, exit);
        using var results = JsonDocument.Parse(File.ReadAllText(Path.Combine(_console.Out, "results.json")));
        var cells = results.RootElement.GetProperty("protocols")[0].GetProperty("cells").EnumerateArray()
            .Select(cell => cell.GetProperty("values").EnumerateArray().Select(value => value.GetDouble()).ToList()).ToList();
        Assert.Equal(4 * 5 * 6, cells.Count);
        // Each of 100 steps earns the place, from -1.5 at the wall to 1 at the edge.
        Assert.All(cells, values => Assert.InRange(values[0], -150, 100));
        Assert.All(cells.Select(values => values[1]).Distinct(), plan => Assert.InRange(plan, 13, 61));
        Assert.Equal(6, cells.Select(values => values[1]).Distinct().Count());
        Assert.Equal(8, Directory.EnumerateFiles(_console.Out, "weather.walk-*.svg").Count());
    }

    [Fact]
    public void A_quick_run_takes_a_tenth_of_every_budget_that_is_not_set()
    {
        var (exit, output, error) = _console.Run(
            "run", "DrSacPendulum", "--out", _console.Out, "--threads", "1", "--quick", "--width", "4", "--samples", "2",
            "--set", "train.dynamics.steps=10", "--set", "train.robust.steps=10");

        Assert.Equal("", error);
        Assert.Equal(0, exit);
        Assert.Contains("train dynamics seed 1: 10 steps", output, StringComparison.Ordinal);
        Assert.Contains("train sac seeds 1, 2, 3, 4, 5: 800 steps", output, StringComparison.Ordinal);
    }

    public void Dispose() => _console.Dispose();
}
