using MathNet.Numerics.Distributions;

namespace MLSpec.Runtime.Statistics;

/// <summary>
/// A statistic on many resamples, from which intervals of any level are read. They are nested: a higher level gives an interval that holds
/// the lower one's, so that a smallest
/// level of significance is well defined.
/// </summary>
/// <remarks>
/// Where a tail is smaller than what resamples can tell (see <see cref="Resampling.Resolution"/>; and never less than one in their
/// number), a percentile lies at
/// the smallest resample or next to it, and with three replicates a "95%" interval would cover the mean of normal data in 75% of cases.
/// There the end
/// lies at least as far out as that of a normal distribution with the standard deviation of the resamples: with expanded percentiles and a
/// mean it is
/// the end of Student's interval.
/// </remarks>
public sealed class BootstrapDistribution
{
    /// <summary>The scores between which those of a level, or with a property, are searched for.</summary>
    private const double LeastScore = 1e-3, GreatestScore = 1e6;

    private const int Halvings = 60;

    private readonly double[] _sorted;
    private readonly Resampling _resampling;
    private readonly Lazy<(double Bias, double Acceleration)> _bca;
    private readonly double _deviation;
    private readonly double _resolution;
    private readonly double _noise;

    /// <param name="value">The statistic of the sample.</param>
    /// <param name="resampled">The statistic of each resample, all finite; at least one.</param>
    /// <param name="resampling">How they were drawn.</param>
    /// <param name="acceleration">The acceleration of BCa.</param>
    /// <param name="noise">A standard deviation below which the statistic is known not to lie, whatever the resamples say.</param>
    internal BootstrapDistribution(double value, double[] resampled, Resampling resampling, Func<double> acceleration, double noise)
    {
        (Value, _resampling, _noise) = (value, resampling, noise);
        _sorted = [.. resampled.Order()];
        _deviation = resampled.Length < 2 ? 0 : Summary.StandardDeviation(resampled);
        _resolution = Math.Max(resampling.Resolution, 1.0 / resampled.Length);
        _bca = new(() => (Bias(), acceleration()));
    }

    /// <summary>The statistic of the sample.</summary>
    public double Value { get; }

    /// <summary>The two-sided interval of this level.</summary>
    public Interval Interval(double confidence, IntervalMethod method) => At(ScoreOf(1 - confidence, method), method);

    /// <summary>
    /// The smallest level of significance at which the two-sided interval has a property that wider intervals do not gain, such as to lie
    /// above zero: a
    /// p-value that agrees with the intervals. 1 where no interval has it.
    /// </summary>
    public double PValue(Func<Interval, bool> holds, IntervalMethod method)
    {
        bool HoldsAt(double score) => holds(At(score, method));
        return HoldsAt(LeastScore) ? AlphaOf(Greatest(HoldsAt), method) : 1;
    }

    /// <summary>The greatest score with a property that greater ones lose.</summary>
    private static double Greatest(Func<double, bool> holds)
    {
        var (inside, outside) = (LeastScore, GreatestScore);
        if (holds(outside)) return outside;
        for (var i = 0; i < Halvings; i++)
        {
            var middle = Math.Sqrt(inside * outside);
            if (holds(middle)) inside = middle;
            else outside = middle;
        }
        return inside;
    }

    /// <summary>The interval between the quantiles of normal scores -z and z, as the method shifts them.</summary>
    private Interval At(double z, IntervalMethod method)
    {
        var (low, high) = method == IntervalMethod.Bca ? (Shifted(-z), Shifted(z)) : (-z, z);
        var reach = _noise > 0 ? -Normal.InvCDF(0, 1, Math.Max(AlphaOf(z, method) / 2, double.Epsilon)) * _noise : 0;
        return new Interval(Math.Min(Low(low), Value - reach), Math.Max(High(high), Value + reach));
    }

    private double Low(double score)
    {
        var level = Normal.CDF(0, 1, score);
        return level < _resolution ? Math.Min(Quantile(level), Beyond(score)) : Quantile(level);
    }

    private double High(double score)
    {
        var level = Normal.CDF(0, 1, score);
        return 1 - level < _resolution ? Math.Max(Quantile(level), Beyond(score)) : Quantile(level);
    }

    private double Beyond(double score) => _deviation > 0 ? Value + score * _deviation : Value;

    private double ScoreOf(double alpha, IntervalMethod method) => method == IntervalMethod.ExpandedPercentile
        ? Greatest(score => AlphaOf(score, method) >= alpha)
        : -Normal.InvCDF(0, 1, alpha / 2);

    private double AlphaOf(double score, IntervalMethod method) => method == IntervalMethod.ExpandedPercentile
        ? 2 * StudentT.CDF(0, 1, _resampling.DegreesOfFreedom, -score / _resampling.Expansion)
        : 2 * Normal.CDF(0, 1, -score);

    private double Shifted(double score)
    {
        var (bias, acceleration) = _bca.Value;
        var z = bias + score;
        var shrink = 1 - acceleration * z;
        return shrink > 0 ? bias + z / shrink : score < 0 ? double.NegativeInfinity : double.PositiveInfinity;
    }

    private double Bias()
    {
        var below = _sorted.Count(x => x < Value) + _sorted.Count(x => x == Value) / 2.0;
        return Normal.InvCDF(0, 1, Math.Clamp(below / _sorted.Length, 0.5 / _sorted.Length, 1 - 0.5 / _sorted.Length));
    }

    private double Quantile(double level)
    {
        var position = level * (_sorted.Length - 1);
        var below = (int)Math.Floor(position);
        var above = Math.Min(below + 1, _sorted.Length - 1);
        return _sorted[below] + (position - below) * (_sorted[above] - _sorted[below]);
    }
}
