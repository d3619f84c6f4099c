namespace MLSpec.Runtime.Protocol;

/// <summary>What the replicates say about a claim.</summary>
public enum Verdict
{
    /// <summary>The whole interval of left - right is on the claimed side.</summary>
    Held,

    /// <summary>The whole interval is on the other side.</summary>
    Refuted,

    /// <summary>The interval has both sides, or there is none.</summary>
    Undecided,
}

/// <summary>A statement about quantities: a comparison, or several joined by <c>&amp;</c> and <c>|</c> (three-valued, Kleene).</summary>
public abstract class Proposition
{
    private protected Proposition()
    {
    }

    public static Proposition operator &(Proposition x, Proposition y) => new Conjunction(x, y);
    public static Proposition operator |(Proposition x, Proposition y) => new Disjunction(x, y);

    /// <summary>Decides the statement and appends its comparisons, left to right.</summary>
    internal abstract Verdict Decide(Judge judge, List<ComparisonResult> comparisons);
}

/// <summary>How two quantities are compared.</summary>
public enum Relation
{
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

internal sealed class Comparison(Quantity left, Quantity right, Relation relation) : Proposition
{
    internal override Verdict Decide(Judge judge, List<ComparisonResult> comparisons)
    {
        var result = judge.Compare(left, right, relation);
        comparisons.Add(result);
        return result.Verdict;
    }
}

internal sealed class Conjunction(Proposition x, Proposition y) : Proposition
{
    internal override Verdict Decide(Judge judge, List<ComparisonResult> comparisons)
    {
        var (a, b) = (x.Decide(judge, comparisons), y.Decide(judge, comparisons));
        return a == Verdict.Refuted || b == Verdict.Refuted ? Verdict.Refuted
            : a == Verdict.Held && b == Verdict.Held ? Verdict.Held
            : Verdict.Undecided;
    }
}

internal sealed class Disjunction(Proposition x, Proposition y) : Proposition
{
    internal override Verdict Decide(Judge judge, List<ComparisonResult> comparisons)
    {
        var (a, b) = (x.Decide(judge, comparisons), y.Decide(judge, comparisons));
        return a == Verdict.Held || b == Verdict.Held ? Verdict.Held
            : a == Verdict.Refuted && b == Verdict.Refuted ? Verdict.Refuted
            : Verdict.Undecided;
    }
}
