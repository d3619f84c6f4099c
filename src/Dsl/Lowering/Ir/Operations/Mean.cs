using System.Collections.Immutable;

namespace MLSpec.Dsl.Lowering.Ir.Operations;

/// <summary>A mean over many values of functions: a host scalar. Its inputs are the host nodes that the functions take.</summary>
public abstract record MeanOperation : Operation
{
    /// <summary>What is computed for each of the values.</summary>
    public abstract ImmutableArray<FunctionGraph> Functions { get; }

    internal sealed override NodeType Infer(ImmutableArray<Node> inputs) => NodeType.Host(ElementKind.Float);
}
