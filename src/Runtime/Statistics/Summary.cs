namespace MLSpec.Runtime.Statistics;

/// <summary>
/// Numbers that summarise a sample. An empty sample, or one with a value that is not a number, gives NaN: nothing is left out in silence.
/// The functions that take a span for writing may reorder it.
/// </summary>
public static class Summary
{
    /// <summary>The arithmetic mean.</summary>
    public static double Mean(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values) sum += value;
        return sum / values.Length;
    }

    /// <summary>The middle value; the mean of the two middle values for an even count.</summary>
    public static double Median(Span<double> values)
    {
        if (values.IsEmpty || HasGaps(values)) return double.NaN;
        values.Sort();
        var middle = values.Length / 2;
        return values.Length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }

    /// <summary>
    /// The interquartile mean: the mean after a quarter of the values, rounded down, is cut from each end (Agarwal et al.,
    /// "Deep Reinforcement Learning at the Edge of the Statistical Precipice", 2021; equal to <c>trim_mean(x, 0.25)</c> of SciPy).
    /// </summary>
    public static double InterquartileMean(Span<double> values)
    {
        if (HasGaps(values)) return double.NaN;
        values.Sort();
        var cut = values.Length / 4;
        return Mean(values[cut..(values.Length - cut)]);
    }

    /// <summary>The sample standard deviation, with n - 1; NaN for fewer than two values.</summary>
    public static double StandardDeviation(ReadOnlySpan<double> values)
    {
        if (values.Length < 2) return double.NaN;
        var mean = Mean(values);
        var squares = 0.0;
        foreach (var value in values) squares += (value - mean) * (value - mean);
        return Math.Sqrt(squares / (values.Length - 1));
    }

    /// <summary>The standard error of the mean of independent values: the standard deviation divided by sqrt(n).</summary>
    public static double StandardError(ReadOnlySpan<double> values) => StandardDeviation(values) / Math.Sqrt(values.Length);

    /// <summary>
    /// By how much the values fall short of a target gamma on average, <c>gamma - mean min(x, gamma)</c>; what exceeds it does not make up
    /// for
    /// what does not reach it. At least 0 (Agarwal et al., 2021).
    /// </summary>
    /// <param name="values">The values, in the unit of the target.</param>
    /// <param name="target">Gamma.</param>
    public static double OptimalityGap(ReadOnlySpan<double> values, double target)
    {
        var gap = 0.0;
        foreach (var value in values) gap += Math.Max(target - value, 0);
        return gap / values.Length;
    }

    /// <summary>
    /// The share of values above a threshold, a point of the performance profile (Dolan and More, 2002; the run-score distribution of
    /// Agarwal et
    /// al., 2021). Not increasing in the threshold.
    /// </summary>
    public static double ShareAbove(ReadOnlySpan<double> values, double threshold)
    {
        if (HasGaps(values)) return double.NaN;
        var above = 0;
        foreach (var value in values) above += value > threshold ? 1 : 0;
        return above / (double)values.Length;
    }

    private static bool HasGaps(ReadOnlySpan<double> values)
    {
        foreach (var value in values)
            if (double.IsNaN(value)) return true;
        return false;
    }
}
