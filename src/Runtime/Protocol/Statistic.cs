using System.Globalization;
using MLSpec.Runtime.Statistics;

namespace MLSpec.Runtime.Protocol;

/// <summary>A number that summarises a sample. The functions may reorder the span that they are given.</summary>
public sealed record Statistic(string Name, Statistic.Summarise Of)
{
    /// <summary>Summarises the values; an empty sample, or one with a value that is missing (NaN), gives NaN.</summary>
    public delegate double Summarise(Span<double> values);

    /// <summary>The arithmetic mean.</summary>
    public static Statistic Mean { get; } = new("mean", values => Summary.Mean(values));

    /// <summary>The middle value.</summary>
    public static Statistic Median { get; } = new("median", Summary.Median);

    /// <summary>The interquartile mean.</summary>
    public static Statistic Iqm { get; } = new("iqm", Summary.InterquartileMean);

    /// <summary>The sample standard deviation, with n - 1.</summary>
    public static Statistic StandardDeviation { get; } =
        new("standard deviation", values => Summary.StandardDeviation(values)) { IsSpread = true };

    /// <summary>The standard error of the mean.</summary>
    public static Statistic StandardError { get; } = new("standard error", values => Summary.StandardError(values)) { IsSpread = true };

    /// <summary>By how much the values fall short of a target on average; what exceeds it counts as the target.</summary>
    public static Statistic OptimalityGap(double target) => new(
        string.Create(CultureInfo.InvariantCulture, $"optimality gap to {target} of"), values => Summary.OptimalityGap(values, target))
    { IsSpread = true };

    /// <summary>The share of the values above a threshold: a point of the performance profile.</summary>
    public static Statistic ShareAbove(double threshold) => new(
        string.Create(CultureInfo.InvariantCulture, $"share above {threshold} of"), values => Summary.ShareAbove(values, threshold))
    { Unit = Unit.Fraction };

    /// <summary>Its unit; null for that of the values.</summary>
    public Unit? Unit { get; init; }

    /// <summary>Whether it is a distance, which is at least 0, rather than a place among the values.</summary>
    public bool IsSpread { get; init; }
}
