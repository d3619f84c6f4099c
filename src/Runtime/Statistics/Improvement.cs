namespace MLSpec.Runtime.Statistics;

/// <summary>The probability of improvement.</summary>
public static class Improvement
{
    /// <summary>
    /// P(X > Y) + P(X = Y) / 2 for independent draws from two samples: the Mann-Whitney U statistic divided by m n (Agarwal et al., 2021).
    /// </summary>
    /// <returns>In [0, 1]; NaN where a sample is empty or has a value that is not a number.</returns>
    public static double Probability(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double m = x.Length, n = y.Length;
        if (m == 0 || n == 0) return double.NaN;
        double[] all = [.. x, .. y];
        if (all.Any(double.IsNaN)) return double.NaN;
        var ranks = Ranks.Of(all).AsSpan(0, x.Length);
        var sum = 0.0;
        foreach (var rank in ranks) sum += rank;
        return (sum - m * (m + 1) / 2) / (m * n);
    }
}
