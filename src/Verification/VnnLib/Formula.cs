using System.Collections.Immutable;

namespace MLSpec.Verification.VnnLib;

/// <summary>An assertion, without negations.</summary>
internal abstract record Formula;

/// <summary>The form is at most 0.</summary>
internal sealed record Inequality(LinearForm Form, Place Place) : Formula;

internal sealed record Conjunction(ImmutableArray<Formula> Parts) : Formula;

internal sealed record Disjunction(ImmutableArray<Formula> Parts, Place Place) : Formula;

/// <summary>Disjunctive normal form.</summary>
internal static class NormalForm
{
    /// <summary>More cases than this are refused.</summary>
    private const int MostCases = 100_000;

    /// <summary>The formula as a disjunction of conjunctions of inequalities; null where there are too many.</summary>
    public static IReadOnlyList<ImmutableArray<Inequality>>? Of(Formula formula)
    {
        switch (formula)
        {
            case Inequality inequality:
                return [[inequality]];
            case Disjunction disjunction:
                var cases = new List<ImmutableArray<Inequality>>();
                foreach (var part in disjunction.Parts)
                {
                    if (Of(part) is not { } more || cases.Count + more.Count > MostCases)
                        return null;
                    cases.AddRange(more);
                }

                return cases;
            default:
                return Product(((Conjunction)formula).Parts);
        }
    }

    /// <summary>Single inequalities are gathered first: a property has thousands of them, and few disjunctions.</summary>
    private static IReadOnlyList<ImmutableArray<Inequality>>? Product(ImmutableArray<Formula> parts)
    {
        IReadOnlyList<ImmutableArray<Inequality>> cases = [[.. parts.OfType<Inequality>()]];
        foreach (var part in parts.Where(p => p is not Inequality))
        {
            if (Of(part) is not { } more || (long)cases.Count * more.Count > MostCases)
                return null;
            cases = [.. cases.SelectMany(c => more.Select(m => c.AddRange(m)))];
        }

        return cases;
    }
}
