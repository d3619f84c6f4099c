using MathNet.Numerics.Distributions;
using MLSpec.Runtime.Random;

namespace MLSpec.Runtime.Protocol;

/// <summary>How an interval is read off the bootstrap distribution.</summary>
public enum IntervalMethod
{
    /// <summary>
    /// Percentiles widened for few replicates: the tails Phi(-sqrt(n/(n-1)) t) in place of alpha/2, where t is Student's quantile with
    /// n - 1 degrees of freedom (Hesterberg, "What Teachers Should Know about the Bootstrap", 2015). The default, because plain
    /// percentiles of five replicates cover the truth in some 83% of cases, not 95%.
    /// </summary>
    ExpandedPercentile,

    /// <summary>The alpha/2 and 1 - alpha/2 quantiles.</summary>
    Percentile,

    /// <summary>Bias-corrected and accelerated, the acceleration from the jackknife (Efron, 1987).</summary>
    Bca,
}

/// <summary>
/// Resamples of replicates, drawn once and shared by all statistics and both sides of every claim of a protocol (hence paired). Draw j of
/// resample i is a pure function of (identity, i, j).
/// </summary>
public sealed class Bootstrap
{
    private readonly int[] _all;
    private readonly int[][] _draws;

    /// <summary>Draws <paramref name="resamples"/> resamples of <paramref name="replicates"/> indices each.</summary>
    public Bootstrap(int replicates, string identity, int resamples = 10_000)
    {
        _all = [.. Enumerable.Range(0, replicates)];
        var philox = Philox.Of(0, identity);
        _draws = replicates < 2 ? [] : [.. Enumerable.Range(0, resamples).Select(i => Draw(philox, i, replicates))];
    }

    /// <summary>How many replicates there are.</summary>
    public int Replicates => _all.Length;

    /// <summary>How many resamples were drawn; none with fewer than two replicates.</summary>
    public int Resamples => _draws.Length;

    /// <summary>The statistic of the replicates as they are. Its argument holds replicate indices.</summary>
    public double Value(Func<int[], double> statistic) => statistic(_all);

    /// <summary>The statistic's confidence interval; null with fewer than two replicates or where the statistic is undefined.</summary>
    public Interval? Interval(Func<int[], double> statistic, double confidence, IntervalMethod method = IntervalMethod.ExpandedPercentile)
    {
        if (Replicates < 2) return null;
        var value = Value(statistic);
        var distribution = Array.FindAll(Array.ConvertAll(_draws, draw => statistic(draw)), double.IsFinite);
        if (!double.IsFinite(value) || distribution.Length == 0) return null;
        Array.Sort(distribution);
        var (low, high) = method switch
        {
            IntervalMethod.Percentile => ((1 - confidence) / 2, (1 + confidence) / 2),
            IntervalMethod.Bca => BcaLevels(statistic, value, distribution, confidence),
            _ => ExpandedLevels(Replicates, confidence),
        };
        return new Interval(Quantile(distribution, low), Quantile(distribution, high));
    }

    /// <summary>The interval's method in words, for reports.</summary>
    public string Describe(IntervalMethod method) => method switch
    {
        _ when Replicates < 2 => "none: one replicate",
        IntervalMethod.Percentile => $"percentile bootstrap over replicates, {Resamples} resamples",
        IntervalMethod.Bca => $"BCa bootstrap over replicates, {Resamples} resamples",
        _ => $"expanded percentile bootstrap over replicates, {Resamples} resamples",
    };

    private static (double Low, double High) ExpandedLevels(int n, double confidence)
    {
        var t = StudentT.InvCDF(0, 1, n - 1, (1 + confidence) / 2);
        var tail = Normal.CDF(0, 1, -Math.Sqrt(n / (n - 1.0)) * t);
        return (tail, 1 - tail);
    }

    private (double Low, double High) BcaLevels(Func<int[], double> statistic, double value, double[] distribution, double confidence)
    {
        var below = distribution.Count(x => x < value) + distribution.Count(x => x == value) / 2.0;
        var share = Math.Clamp(below / distribution.Length, 0.5 / distribution.Length, 1 - 0.5 / distribution.Length);
        var bias = Normal.InvCDF(0, 1, share);
        var acceleration = Acceleration(statistic);
        double Level(double tail)
        {
            var z = bias + Normal.InvCDF(0, 1, tail);
            return Normal.CDF(0, 1, bias + z / (1 - acceleration * z));
        }
        return (Level((1 - confidence) / 2), Level((1 + confidence) / 2));
    }

    private double Acceleration(Func<int[], double> statistic)
    {
        var values = _all.Select(left => statistic([.. _all.Where(i => i != left)])).ToArray();
        var mean = values.Average();
        var cubes = values.Sum(x => Math.Pow(mean - x, 3));
        var squares = values.Sum(x => Math.Pow(mean - x, 2));
        return squares > 0 ? cubes / (6 * Math.Pow(squares, 1.5)) : 0;
    }

    private static double Quantile(double[] sorted, double level)
    {
        var position = level * (sorted.Length - 1);
        var below = (int)Math.Floor(position);
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }

    private static int[] Draw(Philox philox, int resample, int replicates)
    {
        var words = new uint[replicates];
        philox.Fill((ulong)resample << 32, words);
        return Array.ConvertAll(words, word => (int)((word * (ulong)replicates) >> 32));
    }
}
