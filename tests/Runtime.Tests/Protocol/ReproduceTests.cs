using MLSpec.Runtime.Reporting;

namespace MLSpec.Runtime.Tests.Protocol;

public sealed class ReproduceTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("results.json")]
    [InlineData("report.html")]
    public void One_cell_is_measured_again_to_the_same_bits(string file)
    {
        Assert.Equal(0, _place.Run(new Fake(2), "--radius", "0.2", "--seed", "5"));
        var measured = 0;
        Assert.Equal(0, Reproduce(new Fake(2) { OnCell = _ => measured++ }, file));
        Assert.Equal(1, measured);
        Assert.Matches(@"resilience, method = \w+, eps = \S+, seed = \d: equal\n  clean 0\.\d+\n  attacked 0\.\d+\n1 of 1 cell equal, bit for bit\n$", _place.Output.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void All_cells_or_those_of_some_values_or_one_by_its_identity()
    {
        Assert.Equal(0, _place.Run(new Fake(2), "--quick", "--set", "train.plain.steps=9"));
        var steps = new HashSet<(string, int)>();
        Assert.Equal(0, Reproduce(new Fake(2) { OnStep = (name, _, step) => steps.Add((name, step)) }, "", "--all"));
        Assert.Contains("20 of 20 cells equal, bit for bit", _place.Output);
        Assert.Equal([("hardened", 20), ("plain", 9)], steps.GroupBy(step => step.Item1, (name, all) => (name, all.Count())).Order());
        Assert.Equal(0, Reproduce(new Fake(2), "", "--cell", "method=plain, eps=0.1"));
        Assert.Contains("2 of 2 cells equal", _place.Output);
        var identity = _place.Report().Protocols[0].Cells[3].Identity;
        Assert.Equal(0, Reproduce(new Fake(2), "", "--cell", identity[..10]));
        Assert.Contains("resilience, method = plain, eps = 0.05, seed = 2: equal", _place.Output);
        Assert.Equal(2, Reproduce(new Fake(2), "", "--cell", "eps=7"));
        Assert.Contains("--cell eps=7: no measured cell of these results is meant; cells are named by values, such as \"method=plain,eps=0,seed=1\"", _place.Errors);
        Assert.Equal(2, Reproduce(new Fake(2), "", "--cell", "eps=0", "--all"));
    }

    [Fact]
    public void A_value_that_differs_is_told_and_ends_with_1()
    {
        Assert.Equal(0, _place.Run(new Fake(1)));
        var results = Path.Combine(_place.Out, "results.json");
        var report = _place.Report();
        var protocol = report.Protocols[0];
        var moved = protocol.Cells[0] with { Values = [Math.BitIncrement(protocol.Cells[0].Values[0]), protocol.Cells[0].Values[1]] };
        File.WriteAllText(results, ReportFiles.ToJson(report with { Protocols = [protocol with { Cells = [moved, .. protocol.Cells.Skip(1)] }] }));
        Assert.Equal(1, Reproduce(new Fake(1), "results.json", "--all"));
        Assert.Matches(@"resilience, method = plain, eps = 0, seed = 1: differs\n  clean \S+ in the results, \S+ now, 1\.1E-16 apart\n  attacked 0", _place.Output.ReplaceLineEndings("\n"));
        Assert.Contains("9 of 10 cells equal, bit for bit", _place.Output);
    }

    [Fact]
    public void What_is_not_the_same_any_more_is_refused_by_name()
    {
        Assert.Equal(0, _place.Run(new Fake(1)));
        File.AppendAllText(_place.In("points.csv"), "3\n");
        Assert.Equal(2, Reproduce(new Fake(1), ""));
        Assert.Equal("error: these results are not of what would be measured here:\n  contents of points.csv changed\n", _place.Errors.ReplaceLineEndings("\n"));
        var report = _place.Report();
        File.WriteAllText(Path.Combine(_place.Out, "results.json"), ReportFiles.ToJson(report with { Experiment = "FakeDigit" }));
        Assert.Equal(2, Reproduce(new Fake(1), ""));
        Assert.Contains("there is no experiment 'FakeDigit' in this program. Did you mean 'FakeDigits'?", _place.Errors);
    }

    [Theory]
    [InlineData("none", "there is no file or folder none")]
    [InlineData(".", "there is no results.json at .: the run is not finished")]
    [InlineData("points.csv", "there is no results.json at points.csv")]
    public void Results_that_are_not_there_are_told(string path, string expected)
    {
        Directory.CreateDirectory(_place.In("project"));
        File.WriteAllText(Path.Combine(_place.In("project"), "points.csv"), "x\n");
        Assert.Equal(2, _place.Host(new Fake(1), default, "reproduce", path));
        Assert.Contains(expected, _place.Errors);
    }

    private int Reproduce(Fake fake, string file, params string[] options) =>
        _place.Host(fake, default, ["reproduce", Path.Combine(_place.Out, file), "--data", _place.In("."), .. options]);
}
