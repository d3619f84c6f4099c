namespace MLSpec.Runtime.Protocol;

/// <summary>A number that summarises a sample. The functions may reorder the span that they are given.</summary>
public sealed record Statistic(string Name, Statistic.Summary Of)
{
    /// <summary>Summarises the values; an empty sample gives NaN.</summary>
    public delegate double Summary(Span<double> values);

    /// <summary>The arithmetic mean.</summary>
    public static Statistic Mean { get; } = new("mean", MeanOf);

    /// <summary>The middle value; the mean of the two middle values for an even count.</summary>
    public static Statistic Median { get; } = new("median", MedianOf);

    /// <summary>
    /// The interquartile mean: the mean after a quarter of the values, rounded down, is cut from each end (Agarwal et al.,
    /// "Deep Reinforcement Learning at the Edge of the Statistical Precipice", 2021; equal to <c>trim_mean(x, 0.25)</c> of SciPy).
    /// </summary>
    public static Statistic Iqm { get; } = new("iqm", IqmOf);

    /// <summary>The sample standard deviation, with n - 1; NaN for fewer than two values.</summary>
    public static Statistic StandardDeviation { get; } = new("standard deviation", StandardDeviationOf);

    private static double MeanOf(Span<double> values)
    {
        var sum = 0.0;
        foreach (var value in values) sum += value;
        return sum / values.Length;
    }

    private static double MedianOf(Span<double> values)
    {
        if (values.IsEmpty) return double.NaN;
        values.Sort();
        var middle = values.Length / 2;
        return values.Length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }

    private static double IqmOf(Span<double> values)
    {
        values.Sort();
        var cut = values.Length / 4;
        return MeanOf(values[cut..(values.Length - cut)]);
    }

    private static double StandardDeviationOf(Span<double> values)
    {
        if (values.Length < 2) return double.NaN;
        var mean = MeanOf(values);
        var squares = 0.0;
        foreach (var value in values) squares += (value - mean) * (value - mean);
        return Math.Sqrt(squares / (values.Length - 1));
    }
}
