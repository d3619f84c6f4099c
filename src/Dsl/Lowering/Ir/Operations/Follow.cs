using System.Collections.Immutable;

namespace MLSpec.Dsl.Lowering.Ir.Operations;

/// <summary>The input, unchanged: the value of a batch that a statistic of a model follows.</summary>
/// <param name="Index">Which of the instance's weights the statistic is.</param>
public sealed record FollowOperation(ModelInstance Instance, int Index) : Operation
{
    public override string Name => "follow";

    public override string Details => $"{Instance.Name}, {Index}";

    internal override NodeType Infer(ImmutableArray<Node> inputs) => inputs[0].Type;

    public override bool IsAffine(IReadOnlyList<bool> moving) => true;

    public override IReadOnlyList<Node?> Pullback(Node node, Node gradient, GraphBuilder graph) => [gradient];
}
