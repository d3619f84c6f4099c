using MLSpec.Runtime.Random;

namespace MLSpec.Runtime.Statistics;

/// <summary>
/// Resamples of replicates, drawn once and shared by all statistics and both sides of every claim of a protocol (hence paired). Draw j of
/// resample i is a pure function of (identity, i, j).
/// </summary>
public sealed class Bootstrap
{
    private readonly Resampling _resampling;
    private readonly int[] _all;
    private readonly int[][] _draws;

    /// <summary>Draws <paramref name="resamples"/> resamples of <paramref name="replicates"/> indices each.</summary>
    public Bootstrap(int replicates, string identity, int resamples = 10_000) : this(Resampling.Of(replicates), identity, resamples)
    {
    }

    /// <summary>Draws <paramref name="resamples"/> resamples of units that may lie in strata.</summary>
    public Bootstrap(Resampling resampling, string identity, int resamples = 10_000)
    {
        _resampling = resampling;
        _all = [.. Enumerable.Range(0, resampling.Units)];
        var philox = Philox.Of(0, identity);
        _draws = resampling.DegreesOfFreedom < 1 ? [] : [.. Enumerable.Range(0, resamples).Select(i => resampling.Draw(philox, i))];
    }

    /// <summary>How many replicates there are.</summary>
    public int Replicates => _all.Length;

    /// <summary>How many resamples were drawn; none with fewer than two replicates.</summary>
    public int Resamples => _draws.Length;

    /// <summary>The statistic of the replicates as they are. Its argument holds replicate indices.</summary>
    public double Value(Func<int[], double> statistic) => statistic(_all);

    /// <summary>The statistic on all resamples where it is defined; null with fewer than two replicates or where it is undefined.</summary>
    /// <param name="statistic">Its argument holds replicate indices.</param>
    /// <param name="noise">A standard deviation below which it is known not to lie, whatever the resamples say.</param>
    public BootstrapDistribution? Distribution(Func<int[], double> statistic, double noise = 0)
    {
        var value = Value(statistic);
        if (Resamples == 0 || !double.IsFinite(value)) return null;
        var resampled = Array.FindAll(Array.ConvertAll(_draws, draw => statistic(draw)), double.IsFinite);
        return resampled.Length == 0 ? null : new BootstrapDistribution(value, resampled, _resampling, () => Acceleration(statistic), noise);
    }

    /// <summary>The statistic's confidence interval; null with fewer than two replicates or where the statistic is undefined.</summary>
    public Interval? Interval(Func<int[], double> statistic, double confidence, IntervalMethod method = IntervalMethod.ExpandedPercentile) =>
        Distribution(statistic)?.Interval(confidence, method);

    /// <summary>The interval's method in words, for reports.</summary>
    public string Describe(IntervalMethod method) => method switch
    {
        _ when Replicates < 2 => "none: one replicate",
        IntervalMethod.Percentile => $"percentile bootstrap over replicates, {Resamples} resamples",
        IntervalMethod.Bca => $"BCa bootstrap over replicates, {Resamples} resamples",
        _ => $"expanded percentile bootstrap over replicates, {Resamples} resamples",
    };

    /// <summary>A sixth of the skewness of the statistic's jackknife values; 0 where they are all the same.</summary>
    private double Acceleration(Func<int[], double> statistic)
    {
        var values = _all.Select(left => statistic([.. _all.Where(i => i != left)])).ToArray();
        var mean = values.Average();
        var cubes = values.Sum(x => Math.Pow(mean - x, 3));
        var squares = values.Sum(x => Math.Pow(mean - x, 2));
        return squares > 0 ? cubes / (6 * Math.Pow(squares, 1.5)) : 0;
    }
}
