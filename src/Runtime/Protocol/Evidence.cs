namespace MLSpec.Runtime.Protocol;

/// <summary>What the replicates say for and against a statement, as two-sided p-values of which at least one is 1.</summary>
/// <param name="For">The smallest level of significance at which the statement is held; 1 where there is none.</param>
/// <param name="Against">The smallest level of significance at which it is refuted; 1 where there is none.</param>
internal readonly record struct Evidence(double For, double Against)
{
    /// <summary>Nothing is known.</summary>
    public static Evidence None { get; } = new(1, 1);

    /// <summary>The p-value of the claim, whichever way it goes.</summary>
    public double PValue => Math.Min(For, Against);

    /// <summary>
    /// Of a conjunction. It holds where all parts do, so that the weakest decides: no correction is needed (the intersection-union test of
    /// Berger, 1982). It is refuted by any
    /// part, of which the best is chosen: Bonferroni.
    /// </summary>
    public static Evidence OfAll(IReadOnlyList<Evidence> parts) => new(parts.Max(part => part.For), AnyOf(parts.Select(part => part.Against)));

    /// <summary>Of a disjunction: a conjunction of the opposites, refuted.</summary>
    public static Evidence OfAny(IReadOnlyList<Evidence> parts) => new(AnyOf(parts.Select(part => part.For)), parts.Max(part => part.Against));

    /// <summary>The verdict at a level, where the p-value is multiplied, or otherwise changed, to that of a family of claims.</summary>
    public Verdict At(double alpha, double pValue) => pValue > alpha ? Verdict.Undecided : For <= Against ? Verdict.Held : Verdict.Refuted;

    private static double AnyOf(IEnumerable<double> pValues)
    {
        double[] all = [.. pValues];
        return Math.Min(all.Length * all.Min(), 1);
    }
}
