using System.Collections.Immutable;
using System.Globalization;
using MLSpec.Dsl.Lowering.Ir;

namespace MLSpec.Generators.Emission;

/// <summary>
/// Emitted tensors have their axes as leading dimensions, in the order of <see cref="Node.Axes"/>, then their core shape. Where two operands differ, the one that lacks a dimension gets one of
/// length 1 at that place; what is missing on the left needs nothing, since libtorch broadcasts from the right.
/// </summary>
/// <remarks>
/// The axis of replicates, where a node has it, leads only if several are trained side by side. Code for such nodes counts dimensions from the end, and so is right for a single one too.
/// </remarks>
internal static class Alignment
{
    /// <summary>The operand's code, unsqueezed so that it broadcasts against a tensor with these axes and this core rank.</summary>
    public static Code Align(Code code, Node operand, ImmutableArray<Axis> axes, int rank)
    {
        if (operand.IsHost || (operand.Axes.IsEmpty && operand.Shape.IsEmpty))
            return code;
        var present = axes.Select(a => operand.Axes.Contains(a))
            .Concat(Enumerable.Repeat(operand.Shape.Length == rank && rank > 0, rank))
            .ToList();
        var first = present.IndexOf(true);
        if (axes.Length > 0 && axes[0].Kind == AxisKind.Replicate)
        {
            for (var i = present.Count - 1; i > first; i--)
            {
                if (!present[i])
                    code = code.Then("unsqueeze", Number(i - present.Count));
            }

            return code;
        }

        var missingAtEnd = present.Count - 1 - present.LastIndexOf(true);
        for (var i = first; i < present.Count - missingAtEnd; i++)
        {
            if (!present[i])
                code = code.Then("unsqueeze", Number(i - first));
        }

        for (var i = 0; i < missingAtEnd; i++)
            code = code.Then("unsqueeze", "-1");
        return code;
    }

    /// <summary>Whether a node differs between replicates.</summary>
    public static bool HasReplicates(Node node) => node.Axes.Length > 0 && node.Axes[0].Kind == AxisKind.Replicate;

    /// <summary>The axes of a node, but for that of replicates.</summary>
    public static ImmutableArray<Axis> Items(Node node) => HasReplicates(node) ? node.Axes.RemoveAt(0) : node.Axes;

    /// <summary>An axis among the dimensions of the node's tensor, counted from the end where there may be replicates.</summary>
    public static int DimensionOf(Node node, Axis axis) => node.Axes.IndexOf(axis) - (HasReplicates(node) ? node.Axes.Length + node.Shape.Length : 0);

    /// <summary>A core dimension counted from the end, as emitted code writes it.</summary>
    public static int CoreDimension(Node node, int dimension) => dimension - node.Shape.Length;

    public static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
