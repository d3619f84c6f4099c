using System.Collections.Immutable;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Lowering.Evaluation;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Lowering.Robust;

/// <summary>A <c>sup</c> or <c>inf</c> to be brought into computable form.</summary>
/// <param name="Maximize">A <c>sup</c>.</param>
/// <param name="Method">What stands after <c>by</c>, if anything.</param>
/// <param name="Variable">The pattern that binds a point of the set.</param>
/// <param name="Shape">The core shape of a point, where its type tells.</param>
/// <param name="Body">The body for a point; it may hold marks of inner <c>sup</c>s and <c>inf</c>s.</param>
internal sealed record RobustProblem(
    Evaluator Evaluator,
    bool Maximize,
    UncertainSet Set,
    PartValue? Method,
    BoundPattern Variable,
    ImmutableArray<Extent>? Shape,
    Func<Value, Node> Body,
    TextSpan Span)
{
    public GraphBuilder Graph => Evaluator.Graph;

    public string Name => (Variable as BoundNamePattern)?.Symbol.Name ?? "point";

    public string Word => Maximize ? "sup" : "inf";

    /// <summary>The kind of bound that a point of the set gives: no more than the supremum, no less than the infimum.</summary>
    public BoundKind KindOfPoint => Maximize ? BoundKind.Lower : BoundKind.Upper;

    /// <summary>Refuses a body that is not one number for a point.</summary>
    public void RequireNumber(Node body)
    {
        if (!body.IsScalar)
            throw Evaluator.Failure(
                LoweringDiagnostics.NotScalar, $"The body of {Word} is a tensor [{string.Join(", ", body.Shape)}], not a number.");
    }
}

/// <summary>One way to compute a <c>sup</c> or <c>inf</c>.</summary>
internal interface IRobustRule
{
    /// <summary>Its name for people, and what it rests on.</summary>
    string Name { get; }

    string Theorem { get; }

    string Reference { get; }

    /// <summary>What it accepts, for the manual.</summary>
    string Accepts { get; }

    /// <summary>Why the rule does not apply, or null where it does.</summary>
    string? Refuse(RobustProblem problem);

    /// <summary>The value, marked with what is known of it.</summary>
    Node Apply(RobustProblem problem);
}
