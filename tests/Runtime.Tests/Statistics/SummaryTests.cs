using FsCheck;
using FsCheck.Fluent;
using MLSpec.Runtime.Statistics;

namespace MLSpec.Runtime.Tests.Statistics;

public class SummaryTests
{
    [Fact]
    public void The_optimality_gap_counts_what_falls_short()
    {
        Assert.Equal((50 + 0 + 0 + 10) / 4.0, Summary.OptimalityGap([50, 100, 130, 90], 100));
        Assert.Equal(0, Summary.OptimalityGap([3, 4], 1));
        Assert.Equal(double.NaN, Summary.OptimalityGap([1, double.NaN], 1));
    }

    [Fact]
    public void The_performance_profile_falls_from_one_to_zero()
    {
        double[] runs = [1, 2, 2, 5];
        Assert.Equal([1, 0.75, 0.25, 0.25, 0], ((double[])[0, 1, 2, 4, 5]).Select(tau => Summary.ShareAbove(runs, tau)));
    }

    [Fact]
    public void The_area_under_the_profile_is_the_mean() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonEmptyArray<byte>>(), runs =>
        {
            double[] values = [.. runs.Get.Select(v => (double)v)];
            Assert.Equal(Summary.Mean(values), Enumerable.Range(0, 256).Sum(tau => Summary.ShareAbove(values, tau)), 1e-9);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_standard_error_is_that_of_the_mean() => Assert.Equal(Math.Sqrt(5 / 3.0) / 2, Summary.StandardError([1, 2, 3, 4]), 1e-15);

    [Fact]
    public void A_missing_value_is_never_dropped()
    {
        double[] values = [1, 2, double.NaN, 4, 5];
        Assert.Equal(double.NaN, Summary.Mean(values));
        Assert.Equal(double.NaN, Summary.Median([.. values]));
        Assert.Equal(double.NaN, Summary.InterquartileMean([.. values]));
        Assert.Equal(double.NaN, Summary.StandardDeviation(values));
        Assert.Equal(double.NaN, Summary.ShareAbove(values, 1));
    }

    [Fact]
    public void Improvement_as_in_the_documentation_of_scipy() =>
        // mannwhitneyu: U = 17 of 5 x 4 pairs.
        Assert.Equal(17 / 20.0, Improvement.Probability([19, 22, 16, 29, 24], [20, 11, 17, 12]), 1e-15);

    [Fact]
    public void Improvement_is_antisymmetric_and_sees_the_order_alone() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonEmptyArray<sbyte>>(), ArbMap.Default.ArbFor<NonEmptyArray<sbyte>>(), (a, b) =>
        {
            double[] x = [.. a.Get.Select(v => (double)v)], y = [.. b.Get.Select(v => (double)v)];
            var p = Improvement.Probability(x, y);
            Assert.InRange(p, 0, 1);
            Assert.Equal(1 - p, Improvement.Probability(y, x), 1e-12);
            Assert.Equal(p, Improvement.Probability([.. x.Select(v => v * v * v)], [.. y.Select(v => v * v * v)]), 1e-12);
        }).QuickCheckThrowOnFailure();

    /// <summary>Newcombe, "Two-sided confidence intervals for the single proportion", 1998, table I, method 3.</summary>
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0.0000, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void Wilson_as_published(int successes, int trials, double low, double high)
    {
        var interval = Wilson.Interval(successes / (double)trials, trials, 0.95);
        Assert.Equal(low, interval.Low, 5e-5);
        Assert.Equal(high, interval.High, 5e-5);
    }

    [Fact]
    public void Wilson_ends_are_shares_just_as_far_from_what_was_seen()
    {
        var interval = Wilson.Interval(0.3, 50, 0.95);
        foreach (var end in (double[])[interval.Low, interval.High])
            Assert.Equal(1.959963984540054, Math.Abs(0.3 - end) / Math.Sqrt(end * (1 - end) / 50), 1e-9);
    }

    [Fact]
    public void Holm_as_in_the_textbook() => Assert.Equal([0.03, 0.06, 0.06, 0.02], Holm.Adjust([0.01, 0.04, 0.03, 0.005]).Select(p => Math.Round(p, 12)));

    [Fact]
    public void Holm_lies_between_no_correction_and_bonferroni() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonEmptyArray<byte>>(), values =>
        {
            double[] p = [.. values.Get.Select(v => v / 255.0)];
            var adjusted = Holm.Adjust(p);
            for (var i = 0; i < p.Length; i++)
            {
                Assert.InRange(adjusted[i], p[i], Math.Min(p.Length * p[i], 1) + 1e-12);
                for (var j = 0; j < p.Length; j++) Assert.True(p[i] > p[j] || adjusted[i] <= adjusted[j]);
            }
        }).QuickCheckThrowOnFailure();
}
