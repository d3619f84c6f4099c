using System.Collections.Immutable;
using System.Globalization;
using MLSpec.Dsl.Types;

namespace MLSpec.Dsl.Lowering.Ir.Operations;

/// <summary>
/// The means over the squares of an image, [channels, height, width]: linear, and with <paramref name="IsTransposed"/> its transpose, which
/// spreads each mean's share over its square.
/// </summary>
/// <param name="Kernel">The side of a square.</param>
/// <param name="Stride">Pixels from one square to the next.</param>
/// <param name="Padding">Rows and columns of zeros around the image, which count as pixels.</param>
/// <param name="Shape">The core shape of the result.</param>
public sealed record AveragePoolOperation(int Kernel, int Stride, int Padding, bool IsTransposed, EquatableList<Extent> Shape) : Operation
{
    public override string Name => IsTransposed ? "average_pool_transposed" : "average_pool";

    public override string Details =>
        string.Format(CultureInfo.InvariantCulture, "kernel {0}, stride {1}, padding {2}", Kernel, Stride, Padding);

    internal override NodeType Infer(ImmutableArray<Node> inputs)
    {
        Shapes.Require(inputs[0].Shape.Length == 3, "What is pooled is no image of three dimensions.");
        return inputs[0].Type with { Shape = Shape.ToImmutableArray() };
    }

    public override IReadOnlyList<Node?> Pullback(Node node, Node gradient, GraphBuilder graph) =>
        [graph.AveragePool(gradient, this with { IsTransposed = !IsTransposed, Shape = node.Inputs[0].Shape.ToEquatableList() })];

    public override bool IsAffine(IReadOnlyList<bool> moving) => true;
}
