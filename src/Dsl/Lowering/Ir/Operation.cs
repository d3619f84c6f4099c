using System.Collections.Immutable;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Lowering.Ir;

/// <summary>What a node computes. Every differentiable operation carries its derivative rule.</summary>
public abstract record Operation
{
    /// <summary>The operation's name in printed graphs.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// The pullback: from the gradient with respect to <paramref name="node"/> the gradients with respect to its inputs, null for an input without one. The builder reduces a
    /// gradient over axes that its input lacks and broadcasts it over those it has.
    /// </summary>
    public abstract ImmutableArray<Node?> Pullback(Node node, Node gradient, GraphBuilder graph);
}
