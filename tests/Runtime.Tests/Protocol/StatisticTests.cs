using FsCheck;
using FsCheck.Fluent;
using MLSpec.Runtime.Protocol;
using Reference = MathNet.Numerics.Statistics.Statistics;

namespace MLSpec.Runtime.Tests.Protocol;

public class StatisticTests
{
    [Fact]
    public void Equal_to_the_reference_on_random_samples() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NormalFloat[]>(), numbers =>
        {
            var values = numbers.Select(number => Math.Tanh(number.Get)).ToArray();
            if (values.Length < 2) return;
            Assert.Equal(Reference.Mean(values), Of(Statistic.Mean, values), 1e-12);
            Assert.Equal(Reference.Median(values), Of(Statistic.Median, values), 1e-12);
            Assert.Equal(Reference.StandardDeviation(values), Of(Statistic.StandardDeviation, values), 1e-12);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(new[] { 1.0, 2, 3 }, 2)]
    [InlineData(new[] { 100.0, 1, 2, 3 }, 2.5)]
    [InlineData(new[] { 5.0, 1, 100, 2, 3 }, 10 / 3.0)]
    [InlineData(new[] { 8.0, 7, 6, 5, 4, 3, 2, 1000 }, 5.5)]
    public void The_interquartile_mean_cuts_a_quarter_of_each_end_rounded_down(double[] values, double expected) =>
        Assert.Equal(expected, Of(Statistic.Iqm, values), 1e-12);

    [Fact]
    public void An_empty_sample_has_no_statistics()
    {
        Assert.Equal(double.NaN, Of(Statistic.Mean, []));
        Assert.Equal(double.NaN, Of(Statistic.Median, []));
        Assert.Equal(double.NaN, Of(Statistic.Iqm, []));
        Assert.Equal(double.NaN, Of(Statistic.StandardDeviation, [1]));
    }

    private static double Of(Statistic statistic, double[] values) => statistic.Of(values.ToArray());
}
