using System.Collections.Immutable;
using System.Globalization;
using MLSpec.Dsl.Types;

namespace MLSpec.Dsl.Lowering.Ir.Operations;

/// <summary>How a kernel moves over an image.</summary>
/// <param name="Stride">Pixels from one position to the next, at least 1.</param>
/// <param name="Padding">Rows and columns of zeros around the image.</param>
/// <param name="Dilation">Pixels between neighbours in the kernel, at least 1.</param>
/// <param name="Groups">Channels fall into as many groups; each output sees those of its own.</param>
public sealed record ConvolutionWindow(int Stride, int Padding, int Dilation, int Groups)
{
    /// <summary>How many positions a kernel has along one side of an image.</summary>
    public Node Positions(Extent image, Extent kernel, GraphBuilder graph)
    {
        var reach = graph.Multiply(graph.Integer(Dilation), graph.Subtract(graph.Length(kernel), graph.Integer(1)));
        var room = graph.Subtract(graph.Subtract(graph.Add(graph.Length(image), graph.Integer(2 * Padding)), reach), graph.Integer(1));
        return graph.Add(graph.Divide(room, graph.Integer(Stride)), graph.Integer(1));
    }

    public override string ToString() =>
        string.Format(CultureInfo.InvariantCulture, "stride {0}, padding {1}, dilation {2}, groups {3}", Stride, Padding, Dilation, Groups);
}

/// <summary>What a convolution joins, in the order in which operations take them.</summary>
public enum ConvolutionPart
{
    /// <summary>An image, [channels, height, width].</summary>
    Input,

    /// <summary>A kernel, [outputs, channels / groups, height, width].</summary>
    Kernel,

    /// <summary>An image of the kernel's outputs, [outputs, height, width].</summary>
    Output,
}

/// <summary>
/// A convolution is a number that is linear in each of three tensors: the sum of output * (kernel applied to input). This operation is its
/// derivative with respect to one of them, given the other two: with respect to the output the convolution itself, with respect to the
/// input the transposed convolution, with respect to the kernel the kernel's gradient. So its derivatives are again of its kind, and with
/// the other input held fixed each is the transpose of the other.
/// </summary>
/// <param name="Result">The one that is computed; the inputs are the other two, in the order of <see cref="ConvolutionPart"/>.</param>
/// <param name="Shape">The core shape of the result.</param>
/// <param name="Summed">Axes over which a kernel's gradient is summed; empty for the others.</param>
public sealed record ConvolutionOperation(
    ConvolutionPart Result, ConvolutionWindow Window, EquatableList<Extent> Shape, EquatableList<Axis> Summed) : Operation
{
    public override string Name => Result switch
    {
        ConvolutionPart.Input => "convolve_transposed",
        ConvolutionPart.Kernel => "convolve_kernel",
        _ => "convolve",
    };

    public override string Details =>
        Window + (Summed.Count == 0 ? "" : "; sum " + string.Join(", ", Summed.Select(a => a.Name)));

    internal override NodeType Infer(ImmutableArray<Node> inputs)
    {
        Shapes.Require(
            inputs.Zip(Given, (node, part) => node.Shape.Length == (part == ConvolutionPart.Kernel ? 4 : 3)).All(fits => fits),
            "The operands of a convolution are an image of three dimensions and a kernel of four.");
        return new(Shapes.UnionAxes(inputs).RemoveAll(a => Summed.Contains(a)), Shape.ToImmutableArray(), ElementKind.Float);
    }

    public override IReadOnlyList<Node?> Pullback(Node node, Node gradient, GraphBuilder graph)
    {
        var domain = Shapes.UnionAxes(node.Inputs);
        return [.. Given.Select((part, i) =>
        {
            var (mine, other) = (node.Inputs[i], node.Inputs[1 - i]);
            var isFirst = Given[1 - i] < Result;
            var contribution = graph.Convolution(part, Window, isFirst ? other : gradient, isFirst ? gradient : other, mine.Shape, []);
            return graph.Fit(contribution, mine, domain);
        })];
    }

    public override bool IsAffine(IReadOnlyList<bool> moving) => !(moving[0] && moving[1]);

    private ConvolutionPart[] Given => Result switch
    {
        ConvolutionPart.Input => [ConvolutionPart.Kernel, ConvolutionPart.Output],
        ConvolutionPart.Kernel => [ConvolutionPart.Input, ConvolutionPart.Output],
        _ => [ConvolutionPart.Input, ConvolutionPart.Kernel],
    };
}
