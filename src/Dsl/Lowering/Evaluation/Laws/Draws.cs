using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering.Evaluation;

/// <summary>How many points an expectation draws.</summary>
internal static class Draws
{
    /// <summary>The number behind <c>by</c>; null where there is none.</summary>
    public static Extent? Of(Evaluator evaluator, Value? method) => method switch
    {
        null => null,
        NodeValue { Node: { IsHost: true, Operation: var operation } node } =>
            operation is NumberOperation { Value.Digits.Sign: <= 0 } number
                ? throw evaluator.Failure(DistributionDiagnostics.Draws, $"An expectation by {number.Value} draws is none.", "at least 1 draw")
                : GraphBuilder.ToExtent(node),
        _ => throw evaluator.Failure(
            LoweringDiagnostics.NotKnownWhenCompiling, "The number of draws is known when training starts: a literal or a parameter."),
    };
}
