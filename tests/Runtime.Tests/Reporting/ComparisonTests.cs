using MLSpec.Runtime.Protocol;
using MLSpec.Runtime.Reporting;

namespace MLSpec.Runtime.Tests.Reporting;

/// <summary>What two runs have in common and where they differ.</summary>
public sealed class ComparisonTests
{
    [Fact]
    public void A_run_does_not_differ_from_itself()
    {
        var same = RunComparison.Of(SampleReport.Of(), SampleReport.Of());
        Assert.Equal((0, 20, 0, 0), (same.Estimates.Count, same.EqualEstimates, same.Settings.Count, same.Spec.Count));
        Assert.Equal([false, false], same.Claims.Select(claim => claim.IsChanged));
    }

    [Fact]
    public void What_moved_is_listed_those_whose_intervals_lie_apart_first()
    {
        var (a, b) = (SampleReport.Of(), SampleReport.Of());
        b = WithEstimates(b, (row, estimate) => row switch
        {
            3 => estimate with { Value = estimate.Value + 0.001, Interval = new(estimate.Interval!.Low, estimate.Interval.High + 0.001) },
            7 => estimate with { Value = 2 * estimate.Value, Interval = new(1.9 * estimate.Value, 2.1 * estimate.Value) },
            8 => estimate with { Interval = null },
            _ => estimate,
        });
        var moved = RunComparison.Of(a, b);
        Assert.Equal(17, moved.EqualEstimates);
        Assert.Equal(
            ["method = hardened, eps = 0.1: intervals apart", "method = plain, eps = 0.15: intervals overlap", "method = hardened, eps = 0.15: no interval"],
            moved.Estimates.Select(one => $"{one.At}: {one.Words}"));
        Assert.Equal("+0.10 pp", moved.Estimates[1].DifferenceText);
    }

    [Fact]
    public void Intervals_that_share_an_end_overlap()
    {
        var one = new Estimate(1, new(0, 2), 0.95, "mean", "", 5, "");
        Assert.False(new ComparedEstimate("p", "", "", one, one with { Value = 3, Interval = new(2, 4) }).AreApart);
        Assert.True(new ComparedEstimate("p", "", "", one, one with { Value = 3, Interval = new(2.001, 4) }).AreApart);
        Assert.True(new ComparedEstimate("p", "", "", one with { Value = 3, Interval = new(2.001, 4) }, one).AreApart);
        Assert.Equal("other unit", new ComparedEstimate("p", "", "", one, one with { Unit = "s" }).Words);
        Assert.Equal("", new ComparedEstimate("p", "", "", one, null).DifferenceText);
    }

    [Fact]
    public void Verdicts_settings_and_what_only_one_run_has()
    {
        var a = SampleReport.Of();
        var protocol = a.Protocols[0];
        var b = a with
        {
            Seed = 7,
            Parameters = [a.Parameters[0] with { Value = "0.02" }],
            Protocols = [protocol with { Claims = [protocol.Claims[0] with { Verdict = Verdict.Undecided }, protocol.Claims[1] with { Text = "another" }] }],
            Spec = a.Spec with { Text = a.Spec.Text.Replace("how fast", "how slow") },
        };
        var comparison = RunComparison.Of(a, b);
        Assert.Equal(
            ["robust training wins Held Undecided", "and costs nothing Refuted ", "another  Refuted"],
            comparison.Claims.Select(claim => $"{claim.Text} {claim.A?.Verdict} {claim.B?.Verdict}"));
        Assert.All(comparison.Claims, claim => Assert.True(claim.IsChanged));
        Assert.Equal([("seed", "0", "7"), ("parameter rate", "0.01 1/step", "0.02 1/step")], comparison.Settings.Select(one => (one.Name, one.A, one.B)));
        Assert.Equal("-+", string.Concat(comparison.Spec.Select(line => line.Side).Where(side => side != ' ')));
        var page = HtmlComparison.Render(a, b, ("runs/a", "runs/<b>"));
        Assert.Contains("B: runs/&lt;b&gt;", page);
        Assert.Contains("A: not made", page);
    }

    [Theory]
    [InlineData("a b c d", "a c d e", " a|-b| c| d|+e")]
    [InlineData("a", "b", "-a|+b")]
    [InlineData("a b a b", "b a", "-a| b| a|-b")]
    [InlineData("a a", "a a a", " a| a|+a")]
    public void Lines_are_matched_in_order(string a, string b, string expected) =>
        Assert.Equal(expected, string.Join('|', ComparedLine.Of(a.Split(' '), b.Split(' ')).Select(line => line.Side + line.Text)));

    [Fact]
    public void Far_from_a_difference_lines_are_left_out()
    {
        var lines = ComparedLine.Of([.. Enumerable.Range(0, 20).Select(i => $"{i}")], [.. Enumerable.Range(0, 20).Select(i => i is 5 or 15 ? "x" : $"{i}")]);
        Assert.Equal(" 4 -5 +x  6 ...  14 -15 +x  16", string.Join(' ', ComparedLine.Around(lines, 1).Select(line => line is null ? "..." : line.Side + line.Text)));
        Assert.Empty(ComparedLine.Around(ComparedLine.Of(["a"], ["a"]), 2));
    }

    private static RunReport WithEstimates(RunReport report, Func<int, Estimate, Estimate> change)
    {
        var (protocol, table) = (report.Protocols[0], report.Protocols[0].Tables[0]);
        TableRow[] rows = [.. table.Rows.Select((row, i) => row with { Estimates = [change(i, row.Estimates[0]), row.Estimates[1]] })];
        return report with { Protocols = [protocol with { Tables = [table with { Rows = rows }] }] };
    }
}
