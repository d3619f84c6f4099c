using FsCheck;
using FsCheck.Fluent;
using MLSpec.Runtime.Statistics;

namespace MLSpec.Runtime.Tests.Statistics;

public class RankCorrelationTests
{
    private static readonly double[] _one = [1, 2, 3, 4, 5, 6, 7];

    /// <summary>Values of SciPy 1.x: kendalltau and spearmanr.</summary>
    [Theory]
    [InlineData(new double[] { 1, 2, 3, 4, 5, 6, 7 }, new double[] { 2, 1, 4, 3, 7, 6, 5 }, 0.5238095238095238, 0.1361111111111111)]
    [InlineData(new double[] { 1, 2, 3, 4, 5, 6, 7 }, new double[] { 1, 1, 2, 3, 3, 3, 4 }, 0.8997354108424375, 0.006950508943083741)]
    [InlineData(new double[] { 1, 1, 2, 3, 3, 3, 4 }, new double[] { 4, 3, 3, 2, 2, 1, 1 }, -0.8574929257125442, 0.01396787155286013)]
    [InlineData(new double[] { 1, 2, 3, 4, 5, 6, 7 }, new double[] { 7, 6, 5, 4, 3, 2, 1 }, -1.0, 0.0003968253968253968)]
    [InlineData(new double[] { 1, 2, 3, 4, 5, 6, 7 }, new double[] { 4, 5, 1, 7, 2, 3, 6 }, 0.14285714285714285, 0.7726190476190476)]
    [InlineData(new double[] { 12, 2, 1, 12, 2 }, new double[] { 1, 4, 7, 1, 0 }, -0.47140452079103173, 0.2827454599327748)]
    public void Kendall_as_recorded(double[] x, double[] y, double tau, double p)
    {
        var test = RankCorrelation.Kendall(x, y);
        Assert.Equal(tau, test.Statistic, 1e-12);
        Assert.Equal(p, test.PValue, 1e-10);
    }

    [Theory]
    [InlineData(new double[] { 1, 2, 3, 4, 5 }, new double[] { 5, 6, 7, 8, 7 }, 0.8207826816681233, 0.08858700531354381)]
    [InlineData(new double[] { 1, 2, 3, 4, 5, 6, 7 }, new double[] { 1, 2, 3, 4, 5, 6, 7 }, 1.0, 0.0)]
    public void Spearman_as_recorded(double[] x, double[] y, double rho, double p)
    {
        var test = RankCorrelation.Spearman(x, y);
        Assert.Equal(rho, test.Statistic, 1e-12);
        Assert.Equal(p, test.PValue, 1e-10);
    }

    [Fact]
    public void The_exact_p_value_is_the_share_of_permutations_with_at_least_this_agreement()
    {
        double[] six = [1, 2, 3, 4, 5, 6];
        var tests = Permutations(six).Select(y => RankCorrelation.Kendall(six, y)).ToArray();
        foreach (var test in tests.DistinctBy(test => Math.Round(test.Statistic, 9)))
        {
            var share = tests.Count(other => Math.Abs(other.Statistic) >= Math.Abs(test.Statistic) - 1e-9) / (double)tests.Length;
            Assert.Equal(share, test.PValue, 1e-12);
        }
    }

    [Fact]
    public void Exact_and_normal_probabilities_meet()
    {
        // Without ties up to 33 values are exact; one tie asks for the normal approximation.
        var y = Enumerable.Range(0, 33).Select(i => (double)(i * 20 % 33)).ToArray();
        var x = Enumerable.Range(0, 33).Select(i => (double)i).ToArray();
        var exact = RankCorrelation.Kendall(x, y).PValue;
        x[1] = x[0];
        Assert.InRange(exact, 0.01, 0.99);
        Assert.Equal(exact, RankCorrelation.Kendall(x, y).PValue, 0.05);
    }

    [Fact]
    public void Both_see_the_order_alone_and_change_sign_with_it() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(sbyte, sbyte)[]>(), pairs =>
        {
            double[] x = [.. pairs.Select(pair => (double)(pair.Item1 / 8))], y = [.. pairs.Select(pair => (double)(pair.Item2 / 8))];
            foreach (var of in (Of[])[RankCorrelation.Kendall, RankCorrelation.Spearman])
            {
                var test = of(x, y);
                if (double.IsNaN(test.Statistic)) continue;
                Assert.InRange(test.Statistic, -1, 1);
                Close(test, of(y, x), 1);
                Close(test, of([.. x.Select(v => -v)], y), -1);
                Close(test, of([.. x.Select(v => Math.Exp(v / 5))], y), 1);
                Close(test, of([.. x.Reverse()], [.. y.Reverse()]), 1);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Kendall_counts_pairs() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(sbyte, sbyte)[]>(), pairs =>
        {
            double[] x = [.. pairs.Select(pair => (double)(pair.Item1 / 16))], y = [.. pairs.Select(pair => (double)(pair.Item2 / 16))];
            double surplus = 0, inX = 0, inY = 0;
            for (var i = 0; i < x.Length; i++)
            {
                for (var j = 0; j < i; j++)
                {
                    surplus += Math.Sign(x[i] - x[j]) * Math.Sign(y[i] - y[j]);
                    inX += x[i] == x[j] ? 0 : 1;
                    inY += y[i] == y[j] ? 0 : 1;
                }
            }
            if (inX > 0 && inY > 0) Assert.Equal(surplus / Math.Sqrt(inX * inY), RankCorrelation.Kendall(x, y).Statistic, 1e-12);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_constant_column_has_no_order()
    {
        Assert.Equal(double.NaN, RankCorrelation.Kendall(_one, new double[7]).Statistic);
        Assert.Equal(double.NaN, RankCorrelation.Spearman(_one, new double[7]).Statistic);
        Assert.Throws<ArgumentException>(() => RankCorrelation.Kendall(_one, new double[6]));
    }

    private delegate Test Of(ReadOnlySpan<double> x, ReadOnlySpan<double> y);

    private static void Close(Test expected, Test actual, double sign)
    {
        Assert.Equal(sign * expected.Statistic, actual.Statistic, 1e-12);
        Assert.Equal(expected.PValue, actual.PValue, 1e-10);
    }

    private static IEnumerable<double[]> Permutations(double[] values) => values.Length == 0
        ? [[]]
        : values.SelectMany((first, i) => Permutations([.. values.Where((_, j) => j != i)]).Select(rest => (double[])[first, .. rest]));
}
