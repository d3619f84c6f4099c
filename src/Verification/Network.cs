using System.Collections.Immutable;
using MLSpec.Dsl.Lowering.Ir;
using TorchSharp;

namespace MLSpec.Verification;

/// <summary>A network as a graph of the compiler's IR: one point in, one vector out, along a batch axis of points.</summary>
/// <param name="Graph">What made the nodes; more can be built upon them.</param>
/// <param name="Input">The variable: the point, flattened, float[<see cref="InputCount"/>] along <see cref="Batch"/>.</param>
/// <param name="Output">The answer, flattened, float[<see cref="OutputCount"/>].</param>
/// <param name="Tensors">The weights: float64, in the shapes of their nodes, each a <see cref="TensorInput"/>.</param>
/// <param name="InputShape">The shape that the file gives to the input, for people.</param>
/// <param name="Sources">Where in the file nodes come from, for messages.</param>
public sealed record Network(
    GraphBuilder Graph, Axis Batch, Node Input, Node Output, IReadOnlyDictionary<Node, torch.Tensor> Tensors,
    ImmutableArray<int> InputShape, IReadOnlyDictionary<Node, string> Sources)
{
    public int InputCount => ((FixedExtent)Input.Shape[0]).Value;

    public int OutputCount => ((FixedExtent)Output.Shape[0]).Value;
}
