using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using MLSpec.Runtime.Statistics;

namespace MLSpec.Runtime.Tests.Statistics;

public class KolmogorovSmirnovTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 4)]
    [InlineData(5, 5)]
    [InlineData(2, 9)]
    public void The_p_value_is_the_share_of_orders_with_at_least_this_distance(int m, int n)
    {
        var orders = Orders(m, n).ToArray();
        var tests = orders.Select(order => Test(order)).ToArray();
        foreach (var test in tests)
            Assert.Equal(tests.Count(other => other.Statistic >= test.Statistic - 1e-9) / (double)tests.Length, test.PValue, 1e-12);
    }

    [Fact]
    public void Samples_that_do_not_overlap_have_two_orders_out_of_all()
    {
        var test = KolmogorovSmirnov.Of([1, 2, 3], [4, 5, 6, 7]);
        Assert.Equal(1, test.Statistic);
        Assert.Equal(2 / 35.0, test.PValue, 1e-15);
        double[] low = [.. Enumerable.Range(0, 40)], high = [.. low.Select(x => x + 100)];
        // 2 / C(80, 40): small probabilities keep their digits.
        Assert.Equal(1.8603e-23, KolmogorovSmirnov.Of(low, high).PValue, 1e-27);
    }

    [Fact]
    public void Ties_are_passed_at_once()
    {
        var test = KolmogorovSmirnov.Of([1.5, 2.5, 2.5, 4], [2, 3, 5]);
        Assert.Equal(5 / 12.0, test.Statistic, 1e-15);
        Assert.Equal(31 / 35.0, test.PValue, 1e-15);
        Assert.Equal(new Test(0, 1), KolmogorovSmirnov.Of([1, 1, 2], [1, 1, 2]));
    }

    [Fact]
    public void The_forget_quality_of_published_logs()
    {
        using var golden = JsonDocument.Parse(File.ReadAllText(Golden.Path("forget_quality.json")));
        foreach (var pair in golden.RootElement.GetProperty("pairs").EnumerateArray())
        {
            var test = KolmogorovSmirnov.Of(Golden.Numbers(pair, "full"), Golden.Numbers(pair, "retain"));
            var expected = pair.GetProperty("p_value").GetDouble();
            Assert.Equal(pair.GetProperty("statistic").GetDouble(), test.Statistic, 1e-12);
            Assert.Equal(expected, test.PValue, expected * 1e-9);
        }
    }

    [Fact]
    public void It_is_symmetric_and_sees_the_order_alone() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonEmptyArray<sbyte>>(), ArbMap.Default.ArbFor<NonEmptyArray<sbyte>>(), (a, b) =>
        {
            double[] x = [.. a.Get.Select(v => (double)v)], y = [.. b.Get.Select(v => (double)v)];
            var test = KolmogorovSmirnov.Of(x, y);
            Assert.InRange(test.Statistic, 0, 1);
            Assert.InRange(test.PValue, 0, 1 + 1e-12);
            var swapped = KolmogorovSmirnov.Of(y, x);
            Assert.Equal(test.Statistic, swapped.Statistic, 1e-12);
            Assert.Equal(test.PValue, swapped.PValue, 1e-12);
            Assert.Equal(test, KolmogorovSmirnov.Of([.. x.Select(v => Math.Exp(v / 30))], [.. y.Select(v => Math.Exp(v / 30))]));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_missing_is_not_left_out()
    {
        Assert.Equal(double.NaN, KolmogorovSmirnov.Of([1, double.NaN], [2]).PValue);
        Assert.Equal(double.NaN, KolmogorovSmirnov.Of([], [2]).PValue);
    }

    /// <summary>Each way to choose which of m + n ranks belong to the first sample.</summary>
    private static IEnumerable<bool[]> Orders(int m, int n) => Enumerable.Range(0, 1 << (m + n))
        .Select(bits => Enumerable.Range(0, m + n).Select(i => (bits >> i & 1) == 1).ToArray())
        .Where(order => order.Count(isFirst => isFirst) == m);

    private static Test Test(bool[] order) => KolmogorovSmirnov.Of(
        [.. Enumerable.Range(0, order.Length).Where(i => order[i]).Select(i => (double)i)],
        [.. Enumerable.Range(0, order.Length).Where(i => !order[i]).Select(i => (double)i)]);
}
