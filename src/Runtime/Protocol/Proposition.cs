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

    public static Proposition operator &(Proposition x, Proposition y) => new Conjunction([.. Conjunction.PartsOf(x), .. Conjunction.PartsOf(y)]);
    public static Proposition operator |(Proposition x, Proposition y) => new Disjunction([.. Disjunction.PartsOf(x), .. Disjunction.PartsOf(y)]);

    /// <summary>What speaks for and against the statement. Appends its comparisons, left to right.</summary>
    internal abstract Evidence Weigh(Judge judge, List<ComparisonResult> comparisons);
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
    internal override Evidence Weigh(Judge judge, List<ComparisonResult> comparisons)
    {
        var (result, evidence) = judge.Compare(left, right, relation);
        comparisons.Add(result);
        return evidence;
    }
}

internal sealed class Conjunction(Proposition[] parts) : Proposition
{
    public static Proposition[] PartsOf(Proposition x) => x is Conjunction { Parts: var parts } ? parts : [x];

    private Proposition[] Parts => parts;

    internal override Evidence Weigh(Judge judge, List<ComparisonResult> comparisons) =>
        Evidence.OfAll([.. parts.Select(part => part.Weigh(judge, comparisons))]);
}

internal sealed class Disjunction(Proposition[] parts) : Proposition
{
    public static Proposition[] PartsOf(Proposition x) => x is Disjunction { Parts: var parts } ? parts : [x];

    private Proposition[] Parts => parts;

    internal override Evidence Weigh(Judge judge, List<ComparisonResult> comparisons) =>
        Evidence.OfAny([.. parts.Select(part => part.Weigh(judge, comparisons))]);
}
