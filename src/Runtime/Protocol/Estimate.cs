namespace MLSpec.Runtime.Protocol;

/// <summary>A confidence interval, both ends included.</summary>
public sealed record Interval(double Low, double High)
{
    /// <summary>High minus low.</summary>
    public double Width => High - Low;

    /// <summary>Whether the value lies inside.</summary>
    public bool Contains(double value) => Low <= value && value <= High;
}

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
    /// <summary>Value and interval in the unit's own format, for example <c>83.4 [81.0, 85.2]</c>; <c>†</c> marks a missing one.</summary>
    public string Text
    {
        get
        {
            var unit = new Unit(Unit);
            return Interval is { } interval
                ? $"{unit.Number(Value)} [{unit.Number(interval.Low)}, {unit.Number(interval.High)}]"
                : $"{unit.Number(Value)} †";
        }
    }
}
