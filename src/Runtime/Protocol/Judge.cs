using MLSpec.Runtime.Statistics;

namespace MLSpec.Runtime.Protocol;

/// <summary>Decides comparisons and estimates statistics with one bootstrap, so that everything in a protocol is paired.</summary>
internal sealed class Judge(Bootstrap bootstrap, bool hasReplicates, IntervalMethod method, double confidence)
{
    /// <summary>Whether claims are decided by resampling; otherwise the values themselves decide.</summary>
    public bool HasReplicates => hasReplicates;

    /// <summary>The level of significance of a claim.</summary>
    public double Alpha => 1 - confidence;

    /// <summary>The estimate of a statistic at a level of its own, for tables and plots.</summary>
    public Estimate Estimate(Quantity quantity, Statistic statistic, double level, IntervalMethod? by = null)
    {
        var interval = bootstrap.Interval(quantity.At, level, by ?? method);
        return new Estimate(
            bootstrap.Value(quantity.At), interval is null ? null : Within(interval, statistic, quantity.Unit), level, statistic.Name,
            bootstrap.Describe(by ?? method), bootstrap.Replicates, quantity.Unit.Symbol)
        {
            Values = quantity.Values,
            Missing = quantity.Missing,
        };
    }

    /// <summary>
    /// Compares <c>left OP right</c> by the interval of left - right. Where the protocol declares no replicates the values themselves
    /// decide; where it declares one alone, nothing is decided.
    /// </summary>
    public (ComparisonResult Result, Evidence Evidence) Compare(Quantity left, Quantity right, Relation relation)
    {
        var difference = left - right;
        var value = bootstrap.Value(difference.At);
        var distribution = bootstrap.Distribution(difference.At, Noise(difference));
        var evidence = distribution is null ? Alone(value, relation) : new Evidence(
            distribution.PValue(interval => Decide(interval, relation) == Verdict.Held, method),
            distribution.PValue(interval => Decide(interval, relation) == Verdict.Refuted, method));
        var result = new ComparisonResult(
            bootstrap.Value(left.At), relation, bootstrap.Value(right.At), value, distribution?.Interval(confidence, method), confidence,
            difference.Unit.Symbol, evidence.At(Alpha, evidence.PValue))
        {
            PValue = distribution is null ? null : evidence.PValue,
            Values = difference.Values,
            Missing = difference.Missing,
        };
        return (result, evidence);
    }

    private double Noise(Quantity quantity)
    {
        var noise = bootstrap.Value(quantity.Noise);
        return double.IsFinite(noise) ? noise : 0;
    }

    /// <summary>A value without replicates that could be resampled.</summary>
    private Evidence Alone(double value, Relation relation) =>
        hasReplicates || !double.IsFinite(value) ? Evidence.None
        : Decide(new Interval(value, value), relation) == Verdict.Held ? new Evidence(0, 1)
        : new Evidence(1, 0);

    /// <summary>A share is no more than 1, and a distance no less than 0, whatever a normal distribution says.</summary>
    private static Interval Within(Interval interval, Statistic statistic, Unit unit)
    {
        var least = statistic.IsSpread || unit.IsFraction ? 0 : double.NegativeInfinity;
        var most = unit.IsFraction ? 1 : double.PositiveInfinity;
        return new Interval(Math.Clamp(interval.Low, least, most), Math.Clamp(interval.High, least, most));
    }

    private static Verdict Decide(Interval difference, Relation relation) => relation switch
    {
        Relation.Greater => Side(difference.Low > 0, difference.High <= 0),
        Relation.GreaterOrEqual => Side(difference.Low >= 0, difference.High < 0),
        Relation.Less => Side(difference.High < 0, difference.Low >= 0),
        _ => Side(difference.High <= 0, difference.Low > 0),
    };

    private static Verdict Side(bool held, bool refuted) => held ? Verdict.Held : refuted ? Verdict.Refuted : Verdict.Undecided;
}
