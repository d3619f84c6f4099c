using System.Collections.Immutable;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Lowering;

/// <summary>A derivation and the trainings and measures in which it is used: <c>verified [crown]</c>.</summary>
public sealed record PlacedDerivation(Derivation Derivation, ImmutableArray<string> Places)
{
    /// <summary>What is known of the answer, in words.</summary>
    public string BoundWords => Derivation.BoundKind switch
    {
        BoundKind.Exact => "exact value",
        BoundKind.Lower => "lower bound",
        BoundKind.Upper => "upper bound",
        _ => "heuristic value",
    };

    /// <summary>The derivations of all trainings and measures, in source order; one that several of them share comes once.</summary>
    public static IReadOnlyList<PlacedDerivation> AllOf(LoweredModule module) =>
        [.. module.Trainings.SelectMany(Within)
            .Concat(module.Protocols.SelectMany(p => p.Measures).SelectMany(Within))
            .GroupBy(d => (d.Derivation.Span, d.Derivation.Rule, d.Derivation.BoundKind, string.Join("\n", d.Derivation.Text)))
            .Select(g => new PlacedDerivation(g.First().Derivation, g.Select(d => d.Place).Distinct().ToImmutableArray()))
            .OrderBy(d => module.Source.OffsetOf(d.Derivation.Span.Start))];

    /// <summary>The <c>sup</c> or <c>inf</c> that is derived: the first line of its text.</summary>
    public string Subject(SourceText source)
    {
        var text = source[Derivation.Span];
        var inside = text.StartsWith("(", StringComparison.Ordinal) ? text.Substring(1, text.Length - 2) : text;
        var line = inside.Split('\n')[0].TrimEnd();
        return line.Length == inside.Length ? line : line + " ...";
    }

    private static IEnumerable<(Derivation Derivation, string Place)> Within(LoweredMeasure measure) =>
        measure.Variants.SelectMany(v => v.Derivations.Select(d => (d, measure.Symbol.Name + At(v))));

    private static string At(MeasureVariant variant) =>
        variant.Selections.IsEmpty ? "" : $" [{string.Join("; ", variant.Selections.Select(s => s.Label))}]";

    private static IEnumerable<(Derivation Derivation, string Place)> Within(LoweredTraining training) => training.Steps.SelectMany(Within).Select(d => (d, training.Name));

    private static IEnumerable<Derivation> Within(LoweredStep step) => step switch
    {
        OptimizeStep s => s.Value.Derivations,
        MeasureStep s => s.Derivations,
        EveryStep s => s.Steps.SelectMany(Within),
        PhaseStep s => s.Steps.SelectMany(Within),
        _ => [],
    };
}
