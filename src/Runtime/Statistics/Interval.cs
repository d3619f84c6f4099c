namespace MLSpec.Runtime.Statistics;

/// <summary>A confidence interval, both ends included.</summary>
public sealed record Interval(double Low, double High)
{
    /// <summary>High minus low.</summary>
    public double Width => High - Low;

    /// <summary>Whether the value lies inside.</summary>
    public bool Contains(double value) => Low <= value && value <= High;
}
