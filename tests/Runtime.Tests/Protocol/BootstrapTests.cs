using MathNet.Numerics.Distributions;
using MLSpec.Runtime.Protocol;
using MLSpec.Runtime.Random;

namespace MLSpec.Runtime.Tests.Protocol;

public class BootstrapTests
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

    [Theory]
    [InlineData(IntervalMethod.ExpandedPercentile, 5, 0.90, 0.97)]
    [InlineData(IntervalMethod.ExpandedPercentile, 10, 0.915, 0.97)]
    [InlineData(IntervalMethod.Percentile, 5, 0.78, 0.88)]
    [InlineData(IntervalMethod.Bca, 20, 0.90, 0.96)]
    public void Intervals_cover_the_mean_of_normal_data(IntervalMethod method, int n, double least, double most)
    {
        const int Samples = 600;
        var random = new RandomStream(7, "coverage");
        var covered = 0;
        var bootstrap = new Bootstrap(n, "coverage", 1000);
        for (var s = 0; s < Samples; s++)
        {
            var values = Enumerable.Range(0, n).Select(_ => Normal.InvCDF(3, 2, Math.Max(random.Uniform(), 1e-12))).ToArray();
            if (Interval(bootstrap, values, method)!.Contains(3)) covered++;
        }
        Assert.InRange(covered / (double)Samples, least, most);
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

    private static double Deviation(double[] values) => Statistic.StandardDeviation.Of(values.ToArray());
}
