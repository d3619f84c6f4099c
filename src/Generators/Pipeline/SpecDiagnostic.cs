using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Generators;

/// <summary>A finding with the positions that an editor needs, so that it stays meaningful without the text.</summary>
/// <param name="Start">Line and column from 1.</param>
/// <param name="End">Exclusive.</param>
public sealed record SpecDiagnostic(Diagnostic Diagnostic, LinePosition Start, LinePosition End)
{
    public static SpecDiagnostic From(Diagnostic diagnostic, SourceText source) =>
        new(diagnostic with { Span = source.OffsetsOf(diagnostic.Span) }, source.PositionOf(diagnostic.Span.Start), source.PositionOf(diagnostic.Span.End));
}
