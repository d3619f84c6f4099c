namespace MLSpec.Runtime.Protocol;

/// <summary>Decides comparisons and estimates statistics with one bootstrap, so that everything in a protocol is paired.</summary>
internal sealed class Judge(Bootstrap bootstrap, bool hasReplicates, IntervalMethod method, double confidence)
{
    /// <summary>The estimate of a quantity at a level of its own, for tables and plots.</summary>
    public Estimate Estimate(Quantity quantity, Statistic statistic, double level) => new(
        bootstrap.Value(quantity.At), bootstrap.Interval(quantity.At, level, method), level, statistic.Name,
        bootstrap.Describe(method), bootstrap.Replicates, quantity.Unit.Symbol);

    /// <summary>
    /// Decides <c>left OP right</c> by the interval of left - right. Where the protocol declares no replicates the values themselves
    /// decide; where it declares one alone, nothing is decided.
    /// </summary>
    public ComparisonResult Compare(Quantity left, Quantity right, Relation relation)
    {
        var difference = left - right;
        var value = bootstrap.Value(difference.At);
        var interval = bootstrap.Interval(difference.At, confidence, method);
        var decisive = interval ?? (hasReplicates || !double.IsFinite(value) ? null : new Interval(value, value));
        return new ComparisonResult(
            bootstrap.Value(left.At), relation, bootstrap.Value(right.At), value, interval, confidence, difference.Unit.Symbol,
            decisive is null ? Verdict.Undecided : Decide(decisive, relation));
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
