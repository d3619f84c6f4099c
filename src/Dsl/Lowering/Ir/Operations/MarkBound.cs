using System.Collections.Immutable;

namespace MLSpec.Dsl.Lowering.Ir.Operations;

/// <summary>
/// The value of a <c>sup</c> or <c>inf</c> while a graph is being built: its input, marked with what is known of it. No graph of a
/// <see cref="LoweredModule"/> holds one.
/// </summary>
public sealed record MarkBoundOperation(BoundKind Kind, ImmutableArray<Derivation> Derivations) : Operation
{
    public override string Name => "bound";

    public override string Details => Kind.ToString().ToLowerInvariant();

    internal override NodeType Infer(ImmutableArray<Node> inputs) => inputs[0].Type;

    public override IReadOnlyList<Node?> Pullback(Node node, Node gradient, GraphBuilder graph) => [gradient];
}
