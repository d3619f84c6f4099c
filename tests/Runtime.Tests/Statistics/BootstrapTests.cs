using MathNet.Numerics.Distributions;
using MLSpec.Runtime.Random;
using MLSpec.Runtime.Statistics;
using Xunit.Abstractions;

namespace MLSpec.Runtime.Tests.Statistics;

public class BootstrapTests(ITestOutputHelper output)
{
    private static readonly double[] _skewed = [0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.9, 1.5, 2.8, 6.0];

    [Fact]
    public void Draws_depend_on_the_identity_alone()
    {
        var first = Interval(new Bootstrap(10, "a"), _skewed, IntervalMethod.Percentile);
        Assert.Equal(first, Interval(new Bootstrap(10, "a"), _skewed, IntervalMethod.Percentile));
        Assert.NotEqual(first, Interval(new Bootstrap(10, "b"), _skewed, IntervalMethod.Percentile));
    }

    [Fact]
    public void Every_index_is_drawn_equally_often()
    {
        var counts = new int[7];
        new Bootstrap(7, "uniform").Interval(indices =>
        {
            foreach (var i in indices) counts[i]++;
            return 0;
        }, 0.95);
        // 10,001 x 7 draws (the sample itself counts once): a count's standard deviation is about 93.
        Assert.All(counts, count => Assert.InRange(count, 10_001 - 400, 10_001 + 400));
    }

    [Fact]
    public void Percentiles_are_those_of_the_whole_bootstrap_distribution()
    {
        double[] values = [1, 2, 5, 11];
        var all = from a in values from b in values from c in values from d in values select (a + b + c + d) / 4;
        var sorted = all.Order().ToArray();
        var found = Interval(new Bootstrap(4, "exact", 40_000), values, IntervalMethod.Percentile, 0.8)!;
        Assert.Equal(sorted[(int)(0.1 * 256)], found.Low, 0.26);
        Assert.Equal(sorted[(int)(0.9 * 256)], found.High, 0.26);
    }

    [Fact]
    public void The_interval_of_a_mean_has_the_width_of_students()
    {
        var values = Enumerable.Range(1, 30).Select(i => Normal.InvCDF(0, 1, i / 31.0)).ToArray();
        var error = Deviation(values) / Math.Sqrt(30);
        var student = 2 * StudentT.InvCDF(0, 1, 29, 0.975) * error;
        Assert.Equal(student, Interval(new Bootstrap(30, "width"), values, IntervalMethod.ExpandedPercentile)!.Width, 0.05 * student);
        var plain = 2 * 1.96 * error * Math.Sqrt(29 / 30.0);
        Assert.Equal(plain, Interval(new Bootstrap(30, "width"), values, IntervalMethod.Percentile)!.Width, 0.05 * plain);
    }

    [Fact]
    public void Bca_is_the_percentile_interval_for_symmetric_data_and_leans_right_for_skewed()
    {
        double[] symmetric = [-4, -3, -2, -1, 0, 0, 1, 2, 3, 4];
        var bootstrap = new Bootstrap(10, "bca", 40_000);
        var percentile = Interval(bootstrap, symmetric, IntervalMethod.Percentile)!;
        var bca = Interval(bootstrap, symmetric, IntervalMethod.Bca)!;
        Assert.Equal(percentile.Low, bca.Low, 0.1);
        Assert.Equal(percentile.High, bca.High, 0.1);
        (percentile, bca) = (Interval(bootstrap, _skewed, IntervalMethod.Percentile)!, Interval(bootstrap, _skewed, IntervalMethod.Bca)!);
        Assert.True(bca.Low > percentile.Low && bca.High > percentile.High + 0.1);
    }

    /// <summary>
    /// What share of 95% intervals holds the mean that the data come from. Of normal data expanded percentiles reach their level for any number of replicates; plain ones and BCa need some
    /// thirty. Of exponential data none does with ten.
    /// </summary>
    [Theory]
    [InlineData(IntervalMethod.ExpandedPercentile, false, 3, 0.93, 0.97)]
    [InlineData(IntervalMethod.ExpandedPercentile, false, 5, 0.93, 0.97)]
    [InlineData(IntervalMethod.ExpandedPercentile, false, 10, 0.93, 0.97)]
    [InlineData(IntervalMethod.ExpandedPercentile, false, 30, 0.93, 0.97)]
    [InlineData(IntervalMethod.ExpandedPercentile, true, 10, 0.87, 0.93)]
    [InlineData(IntervalMethod.ExpandedPercentile, true, 30, 0.91, 0.96)]
    [InlineData(IntervalMethod.Percentile, false, 5, 0.78, 0.88)]
    [InlineData(IntervalMethod.Percentile, false, 10, 0.87, 0.93)]
    [InlineData(IntervalMethod.Percentile, false, 30, 0.92, 0.96)]
    [InlineData(IntervalMethod.Percentile, true, 30, 0.89, 0.95)]
    [InlineData(IntervalMethod.Bca, false, 10, 0.87, 0.93)]
    [InlineData(IntervalMethod.Bca, false, 30, 0.92, 0.96)]
    [InlineData(IntervalMethod.Bca, true, 30, 0.90, 0.96)]
    public void Intervals_cover_the_mean_as_often_as_measured(IntervalMethod method, bool isSkewed, int n, double least, double most)
    {
        const int Samples = 1200;
        var random = new RandomStream(7, "coverage");
        var covered = 0;
        var bootstrap = new Bootstrap(n, "coverage", 1000);
        for (var s = 0; s < Samples; s++)
        {
            var values = Enumerable.Range(0, n).Select(_ => Draw(Math.Max(random.Uniform(), 1e-12))).ToArray();
            if (Interval(bootstrap, values, method)!.Contains(1)) covered++;
        }
        output.WriteLine($"{method}, {(isSkewed ? "exponential" : "normal")}, n = {n}: {covered / (double)Samples:0.000}");
        Assert.InRange(covered / (double)Samples, least, most);
        double Draw(double level) => isSkewed ? -Math.Log(level) : Normal.InvCDF(1, 2, level);
    }

    [Fact]
    public void With_three_replicates_the_interval_of_a_mean_is_students()
    {
        double[] values = [1, 2, 4.5];
        var reach = StudentT.InvCDF(0, 1, 2, 0.975) * Deviation(values) / Math.Sqrt(3);
        var found = Interval(new Bootstrap(3, "few", 40_000), values, IntervalMethod.ExpandedPercentile)!;
        Assert.Equal(2.5 - reach, found.Low, 0.02 * reach);
        Assert.Equal(2.5 + reach, found.High, 0.02 * reach);
    }

    [Theory]
    [InlineData(IntervalMethod.ExpandedPercentile)]
    [InlineData(IntervalMethod.Percentile)]
    [InlineData(IntervalMethod.Bca)]
    public void Intervals_are_nested_and_p_values_agree_with_them(IntervalMethod method)
    {
        foreach (var n in (int[])[2, 3, 5, 10])
        {
            var distribution = new Bootstrap(n, "nested", 2000).Distribution(indices => Mean(_skewed, indices))!;
            Interval? inner = null;
            foreach (var confidence in (double[])[0.2, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.99999])
            {
                var interval = distribution.Interval(confidence, method);
                if (inner is not null) Assert.True(interval.Low <= inner.Low && inner.High <= interval.High);
                inner = interval;
                // The interval ends at a value exactly where the p-value of lying beyond it is the level.
                var p = distribution.PValue(i => i.Low > interval.Low - 1e-9, method);
                Assert.True(p <= 1 - confidence + 1e-6, $"{method}, {n} replicates, {confidence}: p = {p}");
                Assert.Equal(1, distribution.PValue(i => i.Low > distribution.Value + 1e-9, method));
            }
        }
    }

    [Fact]
    public void The_p_value_of_few_replicates_far_from_zero_is_students()
    {
        double[] values = [10, 11, 10.5, 9.8, 10.2];
        var t = Mean(values, [0, 1, 2, 3, 4]) / (Deviation(values) / Math.Sqrt(5));
        var p = new Bootstrap(5, "far", 20_000).Distribution(indices => Mean(values, indices))!
            .PValue(interval => interval.Low > 0, IntervalMethod.ExpandedPercentile);
        var expected = 2 * StudentT.CDF(0, 1, 4, -t);
        Assert.InRange(p, 0.8 * expected, 1.25 * expected);
    }

    [Fact]
    public void P_values_of_true_hypotheses_are_spread_evenly()
    {
        const int Samples = 1200;
        var random = new RandomStream(3, "null");
        var bootstrap = new Bootstrap(8, "null", 1000);
        var rejected = 0;
        for (var s = 0; s < Samples; s++)
        {
            var values = Enumerable.Range(0, 8).Select(_ => Normal.InvCDF(0, 1, Math.Max(random.Uniform(), 1e-12))).ToArray();
            var distribution = bootstrap.Distribution(indices => Mean(values, indices))!;
            var p = Math.Min(
                distribution.PValue(interval => interval.Low > 0, IntervalMethod.ExpandedPercentile),
                distribution.PValue(interval => interval.High < 0, IntervalMethod.ExpandedPercentile));
            if (p <= 0.1) rejected++;
        }
        Assert.InRange(rejected / (double)Samples, 0.08, 0.14);
    }

    [Fact]
    public void Strata_are_resampled_apart()
    {
        // All the spread lies between the strata: within them nothing varies.
        double[] values = [1, 1, 1, 9, 9, 9];
        var stratified = new Bootstrap(new Resampling([0, 0, 0, 7, 7, 7]), "strata", 500);
        Assert.Equal(0, Interval(stratified, values, IntervalMethod.Percentile)!.Width, 1e-12);
        Assert.True(Interval(new Bootstrap(6, "strata", 500), values, IntervalMethod.Percentile)!.Width > 3);
        Assert.Equal(Math.Sqrt(6 / 4.0), new Resampling([0, 0, 0, 7, 7, 7]).Expansion, 1e-12);
        Assert.Equal(7 / 27.0 / 27, new Resampling([0, 0, 0, 7, 7, 7]).Resolution, 1e-12);
        Assert.Null(new Bootstrap(new Resampling([0, 1, 2]), "alone").Interval(indices => Mean(values, indices), 0.95));
    }

    [Fact]
    public void Noise_keeps_a_statistic_without_spread_from_being_certain()
    {
        var distribution = new Bootstrap(10, "noise").Distribution(_ => 1, noise: 0.1)!;
        var interval = distribution.Interval(0.95, IntervalMethod.Percentile);
        Assert.Equal(1 - 0.196, interval.Low, 1e-3);
        Assert.Equal(1 + 0.196, interval.High, 1e-3);
        Assert.Equal(2 * Normal.CDF(0, 1, -3), distribution.PValue(i => i.Low > 0.7, IntervalMethod.Percentile), 1e-6);
    }

    [Fact]
    public void One_replicate_has_no_interval()
    {
        var bootstrap = new Bootstrap(1, "one");
        Assert.Equal(4.0, bootstrap.Value(_ => 4));
        Assert.Null(bootstrap.Interval(_ => 4, 0.95));
        Assert.Equal("none: one replicate", bootstrap.Describe(IntervalMethod.ExpandedPercentile));
    }

    [Fact]
    public void An_undefined_statistic_has_no_interval() => Assert.Null(new Bootstrap(5, "nan").Interval(_ => double.NaN, 0.95));

    private static Interval? Interval(Bootstrap bootstrap, double[] values, IntervalMethod method, double confidence = 0.95) =>
        bootstrap.Interval(indices => Mean(values, indices), confidence, method);

    private static double Mean(double[] values, int[] indices)
    {
        var sum = 0.0;
        foreach (var i in indices) sum += values[i];
        return sum / indices.Length;
    }

    private static double Deviation(double[] values) => Summary.StandardDeviation(values);
}
