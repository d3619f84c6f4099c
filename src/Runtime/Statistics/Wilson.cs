using MathNet.Numerics.Distributions;

namespace MLSpec.Runtime.Statistics;

/// <summary>The score interval of a share (Wilson, "Probable inference, the law of succession, and statistical inference", 1927).</summary>
public static class Wilson
{
    /// <summary>
    /// The shares p for which the observed one is within z standard deviations, sqrt(p (1 - p) / n): never outside of [0, 1], and wider
    /// than a point where all trials
    /// agree.
    /// </summary>
    /// <param name="share">The observed share of successes, in [0, 1].</param>
    /// <param name="trials">How many independent trials; more than 0.</param>
    /// <param name="confidence">The level, for example 0.95.</param>
    public static Interval Interval(double share, double trials, double confidence)
    {
        var z = Normal.InvCDF(0, 1, (1 + confidence) / 2);
        var shrink = z * z / trials;
        var centre = (share + shrink / 2) / (1 + shrink);
        var reach = Math.Sqrt(shrink * (share * (1 - share) + shrink / 4)) / (1 + shrink);
        return new Interval(Math.Max(centre - reach, 0), Math.Min(centre + reach, 1));
    }
}
