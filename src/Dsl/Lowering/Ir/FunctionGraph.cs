using System.Collections.Immutable;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Lowering.Ir;

/// <summary>A method to be emitted: outputs computed from inputs.</summary>
/// <param name="Inputs">Nodes with an <see cref="Operations.InputOperation"/>: every leaf that the outputs depend on, in order of first
/// use; for a method with declared arguments, all of these first.</param>
/// <param name="Outputs">Roots.</param>
/// <param name="Derivations">One for each <c>sup</c> and <c>inf</c> inside, in source order.</param>
public sealed record FunctionGraph(
    string Name,
    ImmutableArray<Node> Inputs,
    ImmutableArray<Node> Outputs,
    ImmutableArray<Derivation> Derivations,
    string? Documentation,
    TextSpan Span);

/// <summary>How a <c>sup</c> or <c>inf</c> was brought into computable form: shown on top of the emitted method and by
/// <c>explain</c>.</summary>
/// <param name="Rule">The rule's name: <c>projected gradient</c>.</param>
/// <param name="Theorem">What it rests on, by its name in the literature.</param>
/// <param name="Text">Lines for people: the problem, the method with its constants, what is known of the answer.</param>
public sealed record Derivation(
    string Rule, string Theorem, string Reference, ImmutableArray<string> Text, string Latex, BoundKind BoundKind, TextSpan Span)
{
    /// <summary>Whether no point of the set can break the answer: it is exact, or lies on the safe side of the worst case.</summary>
    public bool IsCertificate { get; init; }
}
