using System.Collections.Immutable;
using MLSpec.Dsl.Lowering.Ir.Operations;
using MLSpec.Dsl.Types;

namespace MLSpec.Dsl.Lowering.Ir;

public sealed partial class GraphBuilder
{
    /// <summary>A kernel, [outputs, channels / groups, height, width], applied at every position to an image, [channels, height, width].</summary>
    public Node Convolve(Node image, Node kernel, ConvolutionWindow window) => Convolution(
        ConvolutionPart.Output,
        window,
        image,
        kernel,
        [
            kernel.Shape[0],
            ToExtent(window.Positions(image.Shape[1], kernel.Shape[2], this)),
            ToExtent(window.Positions(image.Shape[2], kernel.Shape[3], this)),
        ],
        []);

    /// <summary>One part of a convolution from the other two (see <see cref="ConvolutionOperation"/>).</summary>
    internal Node Convolution(
        ConvolutionPart result, ConvolutionWindow window, Node first, Node second, IEnumerable<Extent> shape, IEnumerable<Axis> summed)
    {
        var node = Make(
            new ConvolutionOperation(result, window, shape.ToEquatableList(), summed.OrderBy(a => a).ToEquatableList()), first, second);
        return Shapes.IsZero(first) || Shapes.IsZero(second) ? Like(Zero, node) : node;
    }

    /// <summary>Means over the squares of an image, [channels, height, width].</summary>
    public Node AveragePool(Node image, int kernel, int stride, int padding)
    {
        var window = new ConvolutionWindow(stride, padding, 1, 1);
        Extent side = new FixedExtent(kernel);
        var shape = ImmutableArray.Create(
            image.Shape[0],
            ToExtent(window.Positions(image.Shape[1], side, this)),
            ToExtent(window.Positions(image.Shape[2], side, this)));
        return AveragePool(image, new AveragePoolOperation(kernel, stride, padding, IsTransposed: false, shape.ToEquatableList()));
    }

    internal Node AveragePool(Node image, AveragePoolOperation pool) => Make(pool, image);
}
