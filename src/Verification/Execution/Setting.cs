using MLSpec.Dsl.Lowering.Ir;
using TorchSharp;

namespace MLSpec.Verification.Execution;

/// <summary>What the meaning of an operation depends on besides its inputs.</summary>
/// <param name="Precision">That of floats.</param>
internal sealed record Setting(torch.ScalarType Precision, Sizes Sizes);

/// <summary>How many items there are along axes.</summary>
internal sealed class Sizes(IReadOnlyDictionary<Node, torch.Tensor> inputs)
{
    public long Of(Axis axis)
    {
        if (axis.Extent is { } extent)
            return Of(extent);
        var (node, tensor) = inputs.First(i => i.Key.Axes.Contains(axis));
        return tensor.size(node.Axes.IndexOf(axis));
    }

    public static long Of(Extent extent) =>
        extent is FixedExtent f ? f.Value : throw new InvalidOperationException("A graph without a spec has no parameters.");
}
