using System.Collections.Immutable;
using MLSpec.Dsl.Lowering.Ir;
using TorchSharp;

namespace MLSpec.Verification.Execution;

/// <summary>Tensors have the axes of their nodes as leading dimensions, then the core shape; an operand that lacks some gets ones of length
/// 1 in their place.</summary>
internal static class Alignment
{
    /// <summary>The operand with all of these axes and, where it is a scalar, a core of this rank.</summary>
    public static torch.Tensor Align(torch.Tensor tensor, Node operand, ImmutableArray<Axis> axes, int rank)
    {
        for (var i = 0; i < axes.Length; i++)
        {
            if (!operand.Axes.Contains(axes[i]))
                tensor = tensor.unsqueeze(i);
        }

        for (var i = operand.Shape.Length; i < rank; i++)
            tensor = tensor.unsqueeze(-1);
        return tensor;
    }

    /// <summary>A number stays one.</summary>
    public static Datum Align(Datum value, Node operand, ImmutableArray<Axis> axes, int rank) =>
        value.IsTensor ? Align(value.Tensor, operand, axes, rank) : value;

    /// <summary>The dimension of an axis of the node.</summary>
    public static int DimensionOf(Node node, Axis axis) => node.Axes.IndexOf(axis);

    /// <summary>A core dimension, counted from the end.</summary>
    public static int CoreDimension(Node node, int dimension) => dimension - node.Shape.Length;
}
