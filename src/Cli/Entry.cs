using MLSpec.Dsl.Binding;
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
    public static IEnumerable<Entry> AllOf(BoundModule module) => module.Declarations.SelectMany(AllOf).OrderBy(e => e.Symbol.Span.Start);

    public bool Contains(TextSpan span) => Span.Start <= span.Start && span.End <= Span.End;

    private static IEnumerable<Entry> AllOf(BoundDeclaration declaration) => declaration is BoundProtocol protocol
        ? protocol.Measures.Select(m => new Entry("measure", m.Symbol, m.Span, SchemePrinter.Print(m.Symbol.Scheme), protocol.Symbol)).Prepend(Of(declaration))
        : [Of(declaration)];

    private static Entry Of(BoundDeclaration declaration) => declaration switch
    {
        BoundParam d => Typed("param", d) with { Note = Range(d) },
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

    private static string? Range(BoundParam param) => param is { Low: { } low, High: { } high } ? $"from {low} to {high}" : null;
}
