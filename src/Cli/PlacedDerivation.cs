using System.Collections.Immutable;
using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Lowering.Ir;

namespace MLSpec.Cli;

/// <summary>A derivation and the trainings and measures in which it is used: <c>verified [crown]</c>.</summary>
internal sealed record PlacedDerivation(Derivation Derivation, ImmutableArray<string> Places)
{
    /// <summary>The derivations of all trainings and measures, in source order; one that several of them share comes once.</summary>
    public static IReadOnlyList<PlacedDerivation> AllOf(LoweredModule module) =>
        [.. module.Trainings.SelectMany(t => t.Steps.SelectMany(Within).Select(d => (Derivation: d, Place: t.Name)))
            .Concat(module.Protocols.SelectMany(p => p.Measures).SelectMany(Within))
            .GroupBy(d => (d.Derivation.Span, d.Derivation.Rule, d.Derivation.BoundKind, string.Join('\n', d.Derivation.Text)))
            .Select(g => new PlacedDerivation(g.First().Derivation, [.. g.Select(d => d.Place).Distinct()]))
            .OrderBy(d => d.Derivation.Span.Start)];

    private static IEnumerable<(Derivation Derivation, string Place)> Within(LoweredMeasure measure) =>
        measure.Variants.SelectMany(v => v.Derivations.Select(d => (d, measure.Symbol.Name + At(v))));

    private static string At(MeasureVariant variant) =>
        variant.Selections.IsEmpty ? "" : $" [{string.Join("; ", variant.Selections.Select(s => s.Label))}]";

    private static IEnumerable<Derivation> Within(LoweredStep step) => step switch
    {
        OptimizeStep s => s.Value.Derivations,
        MeasureStep s => s.Derivations,
        EveryStep s => s.Steps.SelectMany(Within),
        PhaseStep s => s.Steps.SelectMany(Within),
        _ => [],
    };
}
