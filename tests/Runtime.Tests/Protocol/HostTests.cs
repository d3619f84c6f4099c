using MLSpec.Runtime.Protocol;
using MLSpec.Runtime.Reporting;

namespace MLSpec.Runtime.Tests.Protocol;

public class HostTests
{
    [Fact]
    public void A_run_ends_with_tables_claims_and_reports()
    {
        using var place = new Workplace();
        Assert.Equal(0, place.Run(new Fake()));
        Assert.Equal("", place.Errors);
        Assert.Contains("train hardened seed 5: step 200/200", place.Output);
        Assert.Contains("attacked: upper bound: pgd 20", place.Output);
        Assert.Contains("held      robust training wins", place.Output);
        Assert.Contains("refuted   robust training costs nothing", place.Output);
        foreach (var file in (string[])["report.html", "results.json", "results.csv"])
            Assert.True(new FileInfo(Path.Combine(place.Out, file)).Length > 0);
        Assert.Equal(1 + (50 * 2), File.ReadAllLines(Path.Combine(place.Out, "results.csv")).Length);
        var report = place.Report();
        Assert.Equal(10, report.Curves.Count);
        Assert.Equal(50, report.Protocols[0].Cells.Count);
        Assert.All(report.Protocols[0].Tables[0].Rows.SelectMany(row => row.Estimates), estimate =>
        {
            Assert.True(estimate.Interval!.Contains(estimate.Value));
            Assert.Equal(5, estimate.Replicates);
        });
    }

    [Fact]
    public void Each_distinct_training_is_done_once()
    {
        using var place = new Workplace();
        var steps = new List<(string, long, int)>();
        Assert.Equal(0, place.Run(new Fake(2) { OnStep = (name, seed, step) => steps.Add((name, seed, step)) }));
        Assert.Equal(2 * (160 + 200), steps.Count);
        Assert.Equal(steps.Count, steps.Distinct().Count());
    }

    [Fact]
    public void The_seed_option_moves_every_seed_and_budgets_can_be_replaced()
    {
        using var place = new Workplace();
        var steps = new HashSet<(string, long)>();
        var fake = new Fake(2) { OnStep = (name, seed, _) => steps.Add((name, seed)) };
        Assert.Equal(0, place.Run(fake, "--seed", "10", "--set", "train.plain.steps=7"));
        Assert.Equal([("plain", 11), ("plain", 12), ("hardened", 11), ("hardened", 12)], steps);
        var report = place.Report();
        Assert.Equal(7, report.Budgets[0].Steps);
        Assert.Equal(6, report.Curves[0].Points[^1].Step);
        Assert.Contains("run FakeDigits --seed 10 --set train.plain.steps=7", File.ReadAllText(Path.Combine(place.Out, "report.html")));
    }

    [Fact]
    public void Two_runs_differ_in_their_environment_alone()
    {
        using var first = new Workplace();
        using var second = new Workplace();
        Assert.Equal(0, first.Run(new Fake(2)));
        Assert.Equal(0, second.Run(new Fake(2)));
        Assert.Equal(first.Findings(), second.Findings());
        Assert.Equal(first.Page(), second.Page());
    }

    [Fact]
    public void One_replicate_is_marked()
    {
        using var place = new Workplace();
        Assert.Equal(0, place.Run(new Fake(1)));
        Assert.Contains("† one replicate: no interval", place.Output);
        Assert.All(place.Report().Protocols[0].Claims, claim => Assert.Equal(Verdict.Undecided, claim.Verdict));
    }

    [Fact]
    public void A_loss_that_is_not_finite_ends_the_run_with_advice()
    {
        using var place = new Workplace();
        Assert.Equal(2, place.Run(new Fake(), "--rate", "1e9"));
        Assert.Matches(@"^error: train plain, seed 1: the loss is (NaN|Infinity) at step \d+ \(it was .* at step \d+\)", place.Errors);
        Assert.Matches(@"likely the rate \S+E\+\d+ is too high, or", place.Errors);
        Assert.Single(place.Errors.TrimEnd().Split('\n'));
    }

    [Fact]
    public void A_report_reads_back_as_it_was_written()
    {
        using var place = new Workplace();
        Assert.Equal(0, place.Run(new Fake(2)));
        var text = File.ReadAllText(Path.Combine(place.Out, "results.json"));
        Assert.Equal(text, ReportFiles.ToJson(ReportFiles.FromJson(text)));
        Assert.Throws<UserError>(() => ReportFiles.FromJson("{}"));
        Assert.Throws<UserError>(() => ReportFiles.FromJson("no"));
    }
}
