using MLSpec.Runtime.Protocol;
using MLSpec.Runtime.Random;
using MLSpec.Runtime.Reporting;
using MLSpec.Runtime.Statistics;

namespace MLSpec.Runtime.Tests.Protocol;

/// <summary>Several claims at one level, contrasts, and values that are missing.</summary>
public class JudgementTests
{
    private readonly record struct Cell(string Method, double Task, int Seed);

    private readonly record struct Values(double Score);

    private static readonly Measure<Values> _score = new("score", new Unit("reward"), values => values.Score);
    private static readonly Axis<Cell> _task = Axis<Cell>.Number("task", cell => cell.Task);
    private static readonly Axis<Cell> _seed = Axis<Cell>.Replicates("seed", cell => cell.Seed);

    /// <summary>Differences with a mean of so many standard errors; 8 replicates.</summary>
    private static double[] Apart(double errors) => [.. ((double[])[-1.2, -0.8, -0.3, -0.1, 0.2, 0.4, 0.7, 1.1]).Select(x => x + errors * Summary.StandardError([-1.2, -0.8, -0.3, -0.1, 0.2, 0.4, 0.7, 1.1]))];

    [Fact]
    public void Claims_share_one_level()
    {
        // Student's p-values of 2.6 and 3.5 standard errors with 7 degrees of freedom: 0.035 and 0.010.
        var alone = Decide([Apart(2.6)])[0];
        Assert.Equal(Verdict.Held, alone.Verdict);
        Assert.Equal(1, alone.Family);
        Assert.Equal(alone.PValue, alone.AdjustedPValue);

        var among = Decide([Apart(2.6), Apart(0.1), Apart(3.5)]);
        Assert.Equal([Verdict.Undecided, Verdict.Undecided, Verdict.Held], among.Select(claim => claim.Verdict));
        Assert.Equal([Verdict.Held, Verdict.Undecided, Verdict.Held], among.Select(claim => claim.Alone));
        Assert.All(among, claim => Assert.Equal(3, claim.Family));
        Assert.Equal(Holm.Adjust([.. among.Select(claim => claim.PValue!.Value)]), among.Select(claim => claim.AdjustedPValue!.Value));
        Assert.InRange(among[0].PValue!.Value, 0.01, 0.05);
        Assert.Contains("with Holm's correction over 3 claims; held by itself", Wording.Correction(among[0]), StringComparison.Ordinal);
        Assert.DoesNotContain("by itself", Wording.Correction(among[2]), StringComparison.Ordinal);
        Assert.DoesNotContain("Holm", Wording.Correction(alone), StringComparison.Ordinal);
    }

    [Fact]
    public void A_claim_that_goes_the_other_way_is_refuted_at_the_same_level()
    {
        Assert.Equal(Verdict.Refuted, Decide([Apart(-2.6)])[0].Verdict);
        var among = Decide([Apart(-2.6), Apart(0.1)]);
        Assert.Equal(Verdict.Undecided, among[0].Verdict);
        Assert.Equal(Verdict.Refuted, among[0].Alone);
    }

    [Fact]
    public void What_the_values_decide_by_themselves_is_corrected_for_nothing()
    {
        var claims = Decide([[1.0], [2.0], [-1.0]], replicated: false);
        Assert.Equal([Verdict.Held, Verdict.Held, Verdict.Refuted], claims.Select(claim => claim.Verdict));
        Assert.All(claims, claim => Assert.True(claim.PValue is null && claim.Family == 1 && Wording.Correction(claim).Length == 0));
    }

    [Fact]
    public void Parts_of_a_claim_are_weighed_as_tests_are()
    {
        var (weak, strong) = (new Evidence(0.04, 1), new Evidence(0.001, 1));
        Assert.Equal(new Evidence(0.04, 1), Evidence.OfAll([weak, strong]));
        Assert.Equal(new Evidence(0.002, 1), Evidence.OfAny([weak, strong]));
        var against = new Evidence(1, 0.01);
        Assert.Equal(new Evidence(1, 0.03), Evidence.OfAll([weak, strong, against]));
        Assert.Equal(Verdict.Refuted, Evidence.OfAll([weak, strong, against]).At(0.05, 0.03));
        Assert.Equal(Verdict.Undecided, Evidence.OfAll([weak, strong, against]).At(0.05, 0.06));
    }

    [Fact]
    public void Three_claims_without_anything_in_them_are_rarely_decided()
    {
        // 5% of families, where each claim by itself would decide some 14%.
        const int Families = 400;
        var random = new RandomStream(5, "families");
        var (decided, alone) = (0, 0);
        for (var f = 0; f < Families; f++)
        {
            var claims = Decide([.. Enumerable.Range(0, 3).Select(_ => Enumerable.Range(0, 8).Select(_ => Normal(random)).ToArray())], resamples: 500);
            if (claims.Any(claim => claim.Verdict != Verdict.Undecided)) decided++;
            if (claims.Any(claim => claim.Alone != Verdict.Undecided)) alone++;
        }
        Assert.InRange(decided / (double)Families, 0.02, 0.085);
        Assert.InRange(alone / (double)Families, 0.09, 0.21);
    }

    [Fact]
    public void Improvement_is_compared_within_tasks()
    {
        // Within each task the better side wins 3 of 4 pairs; across tasks everything would be swamped by the tasks themselves.
        Cell[] cells = [.. from method in (string[])["a", "b"] from task in (double[])[0, 100] from seed in (int[])[1, 2] select new Cell(method, task, seed)];
        double Score(Cell cell) => cell.Task + (cell.Method == "a" ? cell.Seed == 1 ? 2 : 4 : cell.Seed == 1 ? 1 : 3);
        var sample = new Sample<Cell, Values>(cells, _seed, new Dictionary<Measure<Values>, double[]> { [_score] = [.. cells.Select(Score)] });
        Quantity Better(params Axis<Cell>[] strata) => sample.Of(Contrast.Improvement, _score, cell => cell.Method == "a", cell => cell.Method == "b", strata);
        Assert.Equal(0.75, Better(_task).At([0, 1]), 1e-12);
        Assert.Equal((2 * 0.75 + 1 + 0) / 4, Better().At([0, 1]), 1e-12);
        Assert.Equal(Unit.Fraction, Better(_task).Unit);
        Assert.Equal(8, Better(_task).Values);
        Assert.Contains("compared", Assert.Throws<UserError>(() => sample.Of(Contrast.Improvement, _score, cell => cell.Task == 0, cell => cell.Task == 100, _task)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, Verdict.Undecided, Verdict.Undecided)]
    [InlineData(5, Verdict.Held, Verdict.Undecided)]
    [InlineData(20, Verdict.Held, Verdict.Held)]
    public void Few_runs_that_never_overlap_are_not_certain(int replicates, Verdict better, Verdict usually)
    {
        Cell[] cells = [.. from method in (string[])["a", "b"] from seed in Enumerable.Range(1, replicates) select new Cell(method, 0, seed)];
        double[] scores = [.. cells.Select(cell => cell.Seed + (cell.Method == "a" ? 100 : 0))];
        var claims = Decide(cells, scores, _seed, 10_000, sample => Better(sample) > 0.5, sample => Better(sample) > 0.75);
        Assert.Equal([better, usually], claims.Select(claim => claim.Alone));
        static Quantity Better(Sample<Cell, Values> sample) =>
            sample.Of(Contrast.Improvement, _score, cell => cell.Method == "a", cell => cell.Method == "b");
    }

    [Fact]
    public void A_missing_value_decides_nothing_and_is_counted()
    {
        double[] scores = [1, 2, double.NaN, 4, 5];
        var claim = Decide([scores])[0];
        Assert.Equal(Verdict.Undecided, claim.Verdict);
        Assert.Equal("1 of 5 values are missing", Wording.Comparison(claim.Comparisons[0]));
        var cells = Cells(scores);
        var sample = new Sample<Cell, Values>(cells, _seed, new Dictionary<Measure<Values>, double[]> { [_score] = scores });
        var judge = new Judge(new Bootstrap(5, "missing"), true, IntervalMethod.ExpandedPercentile, 0.95);
        foreach (var statistic in (Statistic[])[Statistic.Mean, Statistic.Median, Statistic.Iqm, Statistic.StandardError, Statistic.OptimalityGap(3)])
        {
            var estimate = judge.Estimate(sample.Of(statistic, _score), statistic, 0.95);
            Assert.Equal("n/a, 1 of 5 missing", estimate.Text);
            Assert.Null(estimate.Interval);
        }
    }

    [Fact]
    public void Intervals_stay_where_their_values_can_lie()
    {
        var fraction = new Measure<Values>("share", Unit.Fraction, values => values.Score);
        double[] shares = [0.90, 0.99, 0.95];
        var sample = new Sample<Cell, Values>(Cells(shares), _seed, new Dictionary<Measure<Values>, double[]> { [fraction] = shares });
        var judge = new Judge(new Bootstrap(3, "few"), true, IntervalMethod.ExpandedPercentile, 0.95);
        Assert.Equal(1, judge.Estimate(sample.Mean(fraction), Statistic.Mean, 0.95).Interval!.High);
        Assert.Equal(0, judge.Estimate(sample.StandardDeviation(fraction), Statistic.StandardDeviation, 0.95).Interval!.Low);
    }

    [Fact]
    public void A_table_may_have_intervals_of_its_own()
    {
        double[] skewed = [0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.9, 1.5, 2.8, 6.0];
        var cells = Cells(skewed);
        var sample = new Sample<Cell, Values>(cells, _seed, new Dictionary<Measure<Values>, double[]> { [_score] = skewed });
        var judge = new Judge(new Bootstrap(10, "table"), true, IntervalMethod.ExpandedPercentile, 0.95);
        var findings = new Findings<Cell, Values>(cells, sample, judge);
        Estimate Of(IntervalMethod? method) => findings.Tabulate(new Table<Cell, Values>([Statistic.Mean], [_score], []) { Intervals = method }).Rows[0].Estimates[0];
        Assert.Equal(Of(null).Interval, Of(IntervalMethod.ExpandedPercentile).Interval);
        Assert.StartsWith("BCa", Of(IntervalMethod.Bca).Method, StringComparison.Ordinal);
        Assert.True(Of(IntervalMethod.Bca).Interval!.Low > Of(null).Interval!.Low);
    }

    [Fact]
    public void A_profile_falls_from_all_runs_to_none_and_its_area_is_the_mean()
    {
        Cell[] cells = [.. from method in (string[])["a", "b"] from seed in Enumerable.Range(1, 6) select new Cell(method, 0, seed)];
        double[] scores = [.. cells.Select(cell => cell.Seed * cell.Seed + (cell.Method == "a" ? 4.5 : 0))];
        var sample = new Sample<Cell, Values>(cells, _seed, new Dictionary<Measure<Values>, double[]> { [_score] = scores });
        var judge = new Judge(new Bootstrap(6, "profile", 1000), true, IntervalMethod.ExpandedPercentile, 0.95);
        var byMethod = Axis<Cell>.Text("method", cell => cell.Method);
        var plot = new Findings<Cell, Values>(cells, sample, judge).Draw(new Plot<Cell, Values>(PlotKind.Line, null, [], byMethod) { ProfileOf = _score });
        Assert.Equal(["a", "b"], plot.Series.Select(series => series.Name));
        Assert.Equal(("score", "reward", "fraction"), (plot.X.Label, plot.X.Unit, plot.Y.Unit));
        foreach (var (series, i) in plot.Series.Select((series, i) => (series, i)))
        {
            Assert.Equal((1.0, 40.5), (series.Points[0].X, series.Points[^1].X));
            Assert.Equal(0, series.Points[^1].Y);
            Assert.True(series.Points.Zip(series.Points.Skip(1)).All(pair => pair.First.Y >= pair.Second.Y));
            Assert.All(series.Points, point => Assert.True(point.YInterval is { Low: >= 0, High: <= 1 } interval && interval.Contains(point.Y)));
            var area = 1 + series.Points.Zip(series.Points.Skip(1)).Sum(pair => (pair.Second.X - pair.First.X) * pair.First.Y);
            Assert.Equal(scores.Skip(6 * i).Take(6).Average(), area, 0.25);
        }
    }

    private static double Normal(RandomStream random) => MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, Math.Max(random.Uniform(), 1e-12));

    private static Cell[] Cells(double[] values) => [.. values.Select((_, i) => new Cell("a", 0, i + 1))];

    /// <summary>One claim for each sample: that its mean is greater than zero.</summary>
    private static ClaimResult[] Decide(double[][] samples, bool replicated = true, int resamples = 10_000)
    {
        Cell[] cells = [.. samples.SelectMany((values, task) => values.Select((_, seed) => new Cell("a", task, seed + 1)))];
        return Decide(
            cells, [.. samples.SelectMany(values => values)], replicated ? _seed : null, resamples,
            [.. samples.Select((_, task) => (Func<Sample<Cell, Values>, Proposition>)(sample => sample.Mean(_score, cell => cell.Task == task) > 0))]);
    }

    private static ClaimResult[] Decide(
        Cell[] cells, double[] scores, Axis<Cell>? replicates, int resamples, params Func<Sample<Cell, Values>, Proposition>[] claims)
    {
        var sample = new Sample<Cell, Values>(cells, replicates, new Dictionary<Measure<Values>, double[]> { [_score] = scores });
        var judge = new Judge(new Bootstrap(sample.Replicates, "judgement", resamples), replicates is not null, IntervalMethod.ExpandedPercentile, 0.95);
        return new Findings<Cell, Values>(cells, sample, judge).Decide([.. claims.Select(that => new Claim<Cell, Values>("claim", "source", that))]);
    }
}
