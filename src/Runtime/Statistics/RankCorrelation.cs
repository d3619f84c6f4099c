using MathNet.Numerics.Distributions;

namespace MLSpec.Runtime.Statistics;

/// <summary>Whether two columns rise together, by their order alone. The null hypothesis is that they are independent.</summary>
public static class RankCorrelation
{
    /// <summary>The largest number of pairs of values for which Kendall's probability is exact in any case, as in SciPy.</summary>
    private const int Few = 33;

    /// <summary>
    /// Kendall's tau-b (Kendall, 1945) with its two-sided p-value: exact without ties for up to 33 values or next to full agreement, by
    /// the normal approximation with
    /// correction for ties otherwise; as <c>kendalltau</c> of SciPy.
    /// </summary>
    /// <returns>NaN for both where one column is constant or has a value that is not a number.</returns>
    /// <exception cref="ArgumentException">The columns differ in length.</exception>
    public static Test Kendall(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var pairs = Pairs(x, y);
        if (pairs.Any(pair => double.IsNaN(pair.X) || double.IsNaN(pair.Y))) return new Test(double.NaN, double.NaN);
        double n = pairs.Length;
        Array.Sort(pairs, (a, b) => a.X != b.X ? a.X.CompareTo(b.X) : a.Y.CompareTo(b.Y));
        var inX = Ties.Of(pairs.Select(pair => pair.X));
        var inBoth = Ties.Of(pairs);
        double[] second = [.. pairs.Select(pair => pair.Y)];
        var discordant = SortCountingExchanges(second);
        var inY = Ties.Of(second);

        var total = n * (n - 1) / 2;
        if (inX.Pairs == total || inY.Pairs == total) return new Test(double.NaN, double.NaN);
        var surplus = total - inX.Pairs - inY.Pairs + inBoth.Pairs - 2 * discordant;
        var tau = surplus / Math.Sqrt((total - inX.Pairs) * (total - inY.Pairs));
        var fewest = Math.Min(discordant, total - discordant);
        var isExact = inX.Pairs == 0 && inY.Pairs == 0 && (n <= Few || fewest <= 1);
        return new Test(Math.Clamp(tau, -1, 1), isExact ? Exact((int)n, (long)fewest, total) : Asymptotic(surplus, n, inX, inY));
    }

    /// <summary>
    /// Spearman's rho, the correlation of mid-ranks, with the two-sided p-value of Student's t with n - 2 degrees of freedom; as
    /// <c>spearmanr</c> of SciPy.
    /// </summary>
    /// <returns>NaN for both where one column is constant or has a value that is not a number; a p-value of NaN for fewer than three
    /// values.</returns>
    /// <exception cref="ArgumentException">The columns differ in length.</exception>
    public static Test Spearman(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        if (Pairs(x, y).Any(pair => double.IsNaN(pair.X) || double.IsNaN(pair.Y))) return new Test(double.NaN, double.NaN);
        var rho = Math.Clamp(MathNet.Numerics.Statistics.Correlation.Pearson(Ranks.Of(x), Ranks.Of(y)), -1, 1);
        double freedom = x.Length - 2;
        if (double.IsNaN(rho) || freedom < 1) return new Test(rho, double.NaN);
        var t = Math.Abs(rho) * Math.Sqrt(freedom / ((1 - rho) * (1 + rho)));
        return new Test(rho, double.IsInfinity(t) ? 0 : 2 * StudentT.CDF(0, 1, freedom, -t));
    }

    private static (double X, double Y)[] Pairs(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        if (x.Length != y.Length) throw new ArgumentException($"The columns have {x.Length} and {y.Length} values.");
        var pairs = new (double, double)[x.Length];
        for (var i = 0; i < x.Length; i++) pairs[i] = (x[i], y[i]);
        return pairs;
    }

    /// <summary>
    /// Sorts and counts the pairs that were in the wrong order (Knight, "A computer method for calculating Kendall's tau with ungrouped
    /// data", 1966).
    /// </summary>
    private static double SortCountingExchanges(Span<double> values)
    {
        if (values.Length < 2) return 0;
        var middle = values.Length / 2;
        double[] left = [.. values[..middle]], right = [.. values[middle..]];
        var exchanges = SortCountingExchanges(left) + SortCountingExchanges(right);
        for (int i = 0, j = 0; i + j < values.Length;)
        {
            if (j == right.Length || (i < left.Length && left[i] <= right[j]))
            {
                values[i + j] = left[i];
                i++;
            }
            else
            {
                values[i + j] = right[j++];
                exchanges += left.Length - i;
            }
        }
        return exchanges;
    }

    /// <summary>
    /// Twice the probability of at most so many inversions of a random permutation: the k-th value adds 0 to k - 1 of them with equal
    /// probability
    /// (Kendall, "Rank Correlation Methods", 1970).
    /// </summary>
    private static double Exact(int n, long fewest, double total)
    {
        if (2 * fewest == total) return 1;
        var probability = new double[fewest + 1];
        probability[0] = 1;
        for (var k = 2; k <= n; k++)
        {
            var next = new double[fewest + 1];
            var window = 0.0;
            for (var c = 0; c <= fewest; c++)
            {
                window += probability[c] - (c >= k ? probability[c - k] : 0);
                next[c] = window / k;
            }
            probability = next;
        }
        return Math.Min(2 * probability.Sum(), 1);
    }

    private static double Asymptotic(double surplus, double n, Ties x, Ties y)
    {
        var pairs = n * (n - 1);
        var variance = (pairs * (2 * n + 5) - x.Second - y.Second) / 18
            + 2 * x.Pairs * y.Pairs / pairs
            + (n > 2 ? x.Third * y.Third / (9 * pairs * (n - 2)) : 0);
        return 2 * Normal.CDF(0, 1, -Math.Abs(surplus) / Math.Sqrt(variance));
    }

    /// <summary>
    /// The groups of t equal values in a sorted column, summed up: t (t - 1) / 2, t (t - 1) (2 t + 5) and t (t - 1) (t - 2).
    /// </summary>
    private readonly record struct Ties(double Pairs, double Second, double Third)
    {
        public static Ties Of<T>(IEnumerable<T> sorted) where T : IEquatable<T>
        {
            var all = default(Ties);
            var run = 0.0;
            T? last = default;
            foreach (var value in sorted)
            {
                if (run > 0 && !value.Equals(last!))
                {
                    all = all.With(run);
                    run = 0;
                }
                (last, run) = (value, run + 1);
            }
            return all.With(run);
        }

        private Ties With(double t) =>
            new(Pairs + t * (t - 1) / 2, Second + t * (t - 1) * (2 * t + 5), Third + t * (t - 1) * (t - 2));
    }
}
