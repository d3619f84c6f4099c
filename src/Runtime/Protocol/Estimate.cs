using System.Globalization;
using MLSpec.Runtime.Statistics;

namespace MLSpec.Runtime.Protocol;

/// <summary>A reported number: never without how it was found.</summary>
/// <param name="Value">The statistic of all replicates.</param>
/// <param name="Interval">Its confidence interval; null with fewer than two replicates.</param>
/// <param name="Confidence">The interval's level, for example 0.95.</param>
/// <param name="Statistic">The statistic's name.</param>
/// <param name="Method">How the interval was found, in words.</param>
/// <param name="Replicates">How many replicates were resampled.</param>
/// <param name="Unit">The unit's symbol; <c>fraction</c> for a number in [0, 1].</param>
public sealed record Estimate(
    double Value, Interval? Interval, double Confidence, string Statistic, string Method, int Replicates, string Unit)
{
    /// <summary>How many values it is of, all replicates together.</summary>
    public int Values { get; init; }

    /// <summary>How many of them are missing: not a number, or never measured. It then has no value.</summary>
    public int Missing { get; init; }

    /// <summary>
    /// Value and interval in the unit's own format, for example <c>83.4 [81.0, 85.2]</c>; <c>†</c> marks a missing interval, and of missing values it is said how many they are.
    /// </summary>
    public string Text
    {
        get
        {
            if (Missing > 0) return string.Create(CultureInfo.InvariantCulture, $"n/a, {Missing} of {Values} missing");
            var unit = new Unit(Unit);
            return Interval is { } interval
                ? $"{unit.Number(Value)} [{unit.Number(interval.Low)}, {unit.Number(interval.High)}]"
                : $"{unit.Number(Value)} †";
        }
    }
}
