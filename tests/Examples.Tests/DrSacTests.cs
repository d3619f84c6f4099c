using System.Text.Json;

namespace Examples.Tests;

/// <summary>DrSac through its console, with short trainings.</summary>
public sealed class DrSacTests : IDisposable
{
    private readonly ExamplesConsole _console = new();

    [Fact]
    public void Every_method_is_trained_and_judged_beside_the_exact_plan()
    {
        string[] budgets = [.. new[] { "dynamics", "gaussian_dynamics", "sac", "rfqi", "robust", "robust_gaussians", "exact" }.SelectMany(name => new[] { "--set", $"train.{name}.steps=20" })];
        var (exit, _, error) = _console.Run(["run", "DrSac", "--out", _console.Out, "--threads", "1", .. budgets]);

        Assert.Equal("", error);
        Assert.Equal(0, exit);
        using var results = JsonDocument.Parse(File.ReadAllText(Path.Combine(_console.Out, "results.json")));
        var cells = results.RootElement.GetProperty("protocols")[0].GetProperty("cells").EnumerateArray()
            .Select(cell => cell.GetProperty("values").EnumerateArray().Select(value => value.GetDouble()).ToList()).ToList();
        Assert.Equal(5 * 5 * 6, cells.Count);
        // Each of 100 steps earns the place, from -1.5 at the wall to 1 at the edge.
        Assert.All(cells, values => Assert.InRange(values[0], -150, 100));
        Assert.All(cells.Select(values => values[1]).Distinct(), plan => Assert.InRange(plan, 13, 61));
        Assert.Equal(6, cells.Select(values => values[1]).Distinct().Count());
        Assert.Equal(10, Directory.EnumerateFiles(_console.Out, "weather.walk-*.svg").Count());
    }

    /// <summary>After ten epochs of the generative model.</summary>
    [Theory]
    [InlineData("0.01", false)]
    [InlineData("1", true)]
    public void A_latent_that_says_nothing_is_warned_of(string klWeight, bool hasCollapsed)
    {
        var (exit, output, error) = _console.Run(
            "run", "DrSac", "--only", "models", "--out", _console.Out, "--threads", "1", "--kl_weight", klWeight,
            "--set", "train.dynamics.steps=1560", "--set", "train.gaussian_dynamics.steps=20");

        Assert.Equal("", error);
        Assert.Equal(0, exit);
        Assert.Equal(hasCollapsed, output.Contains("train dynamics seed 1: step 1560: warning: the latent has collapsed", StringComparison.Ordinal));
        using var results = JsonDocument.Parse(File.ReadAllText(Path.Combine(_console.Out, "results.json")));
        var warned = results.RootElement.GetProperty("curves").EnumerateArray()
            .Where(curve => curve.GetProperty("training").GetString() == "dynamics").Select(curve => curve.GetProperty("warnings").GetArrayLength()).ToList();
        Assert.Equal(Enumerable.Repeat(hasCollapsed ? 1 : 0, 5), warned);
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
