using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Syntax;
using MLSpec.Dsl.Types;

namespace MLSpec.Cli;

/// <summary>A name that can be explained.</summary>
/// <param name="Role">Its keyword.</param>
/// <param name="Span">The whole declaration.</param>
/// <param name="Type">As people write it; null for what has none.</param>
/// <param name="Protocol">The protocol of a measure.</param>
/// <param name="Note">One more line about it, or null.</param>
internal sealed record Entry(string Role, Symbol Symbol, TextSpan Span, string? Type = null, Symbol? Protocol = null, string? Note = null)
{
    /// <summary>Declarations and measures, in source order.</summary>
    public static IEnumerable<Entry> AllOf(BoundModule module) =>
        module.Declarations.SelectMany(d => AllOf(d, module.Source)).OrderBy(e => e.Symbol.Span.Start);

    /// <summary>Whether the derivation is of a <c>sup</c> or <c>inf</c> in here; those in a protocol belong to its measures.</summary>
    public bool Explains(Derivation derivation) =>
        Role != "protocol" && Span.Start <= derivation.Span.Start && derivation.Span.End <= Span.End;

    private static IEnumerable<Entry> AllOf(BoundDeclaration declaration, SourceText source)
    {
        yield return Of(declaration, source);
        foreach (var measure in (declaration as BoundProtocol)?.Measures ?? [])
            yield return new Entry("measure", measure.Symbol, measure.Span, SchemePrinter.Print(measure.Symbol.Scheme), declaration.Symbol);
    }

    private static Entry Of(BoundDeclaration declaration, SourceText source) => declaration switch
    {
        BoundParam d => Typed("param", d) with { Note = Range(d, source) },
        BoundLet => Typed("let", declaration),
        BoundTypeDeclaration d => Typed("type", d) with { Type = null, Note = TypePrinter.Print(d.Type) },
        BoundUnitDeclaration d => Typed("unit", d) with { Type = null, Note = TypePrinter.Print(d.Unit) },
        BoundData => Typed("data", declaration),
        BoundModel => Typed("model", declaration),
        BoundUncertainty => Typed("uncertainty", declaration),
        BoundSchedule => Typed("schedule", declaration),
        BoundObjective => Typed("objective", declaration),
        BoundTrain => Typed("train", declaration),
        BoundProtocol d => Typed("protocol", d) with { Type = null, Note = GridText.Of(d) },
        _ => Typed("extern", declaration),
    };

    private static Entry Typed(string role, BoundDeclaration declaration) =>
        new(role, declaration.Symbol, declaration.Span, SchemePrinter.Print(declaration.Symbol.Scheme));

    private static string Range(BoundParam param, SourceText source) =>
        $"default {source[param.Value.Span]}{(param is { Low: { } low, High: { } high } ? $", from {low} to {high}" : "")}";
}
