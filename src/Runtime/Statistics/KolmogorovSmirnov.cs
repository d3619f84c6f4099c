namespace MLSpec.Runtime.Statistics;

/// <summary>The two-sample Kolmogorov-Smirnov test: are two samples of one distribution?</summary>
public static class KolmogorovSmirnov
{
    /// <summary>
    /// The largest distance of the empirical distribution functions and the exact two-sided probability of one at least as large, as
    /// <c>ks_2samp(x, y, method="exact")</c>
    /// of SciPy. With ties the probability is an upper bound. O(m n) time.
    /// </summary>
    /// <returns>NaN for both where a sample is empty or has a value that is not a number.</returns>
    public static Test Of(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var (a, b) = (x.ToArray(), y.ToArray());
        if (a.Length == 0 || b.Length == 0 || a.Any(double.IsNaN) || b.Any(double.IsNaN)) return new Test(double.NaN, double.NaN);
        var distance = Distance(a, b);
        return new Test(distance / ((double)a.Length * b.Length), PValue(distance, a.Length, b.Length));
    }

    /// <summary>m n times the largest distance: a whole number.</summary>
    private static long Distance(double[] x, double[] y)
    {
        Array.Sort(x);
        Array.Sort(y);
        var largest = 0L;
        for (int i = 0, j = 0; i < x.Length && j < y.Length;)
        {
            var at = Math.Min(x[i], y[j]);
            while (i < x.Length && x[i] == at) i++;
            while (j < y.Length && y[j] == at) j++;
            largest = Math.Max(largest, Math.Abs((long)i * y.Length - (long)j * x.Length));
        }
        return largest;
    }

    /// <summary>
    /// Under the null hypothesis all orders of the m + n values are equally likely, that is, all monotone lattice paths from (0, 0) to (m,
    /// n).
    /// <c>outside[j]</c> is the probability that a path to (i, j) has been at a distance of at least d before; it is added up from
    /// below, so that small probabilities keep their digits (Hodges, "The significance probability of the Smirnov two-sample test", 1957).
    /// </summary>
    private static double PValue(long distance, int m, int n)
    {
        var outside = new double[n + 1];
        for (var i = 0; i <= m; i++)
        {
            for (var j = 0; j <= n; j++)
            {
                if (Math.Abs((long)i * n - (long)j * m) >= distance)
                    outside[j] = 1;
                else if (i + j == 0)
                    outside[j] = 0;
                else
                    outside[j] = ((i == 0 ? 0 : i * outside[j]) + (j == 0 ? 0 : j * outside[j - 1])) / (i + j);
            }
        }
        return outside[n];
    }
}
