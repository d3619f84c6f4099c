using System.Collections.Immutable;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Generators.Emission;

/// <summary>Convolutions and pools as calls of the runtime, which takes any leading dimensions as one of images.</summary>
internal static class ConvolutionCode
{
    public static Code Of(ConvolutionOperation convolution, Node node, IReadOnlyList<Code> inputs, HostCode host)
    {
        var own = Own(convolution, node);
        var operands = inputs.Select((code, i) => own.IsEmpty || node.Inputs[i].Shape.Length == 4 ? code : Aligned(code, node.Inputs[i], node, own));
        var size = convolution.Result == ConvolutionPart.Output
            ? []
            : node.Shape.Skip(node.Shape.Length - 2).Select(e => host.Extent(e).Text);
        var leading = own.IsEmpty ? [] : new[] { "leading: " + Alignment.Number(own.Length) };
        return Code.Call(
            $"Convolution.{convolution.Result}{(own.IsEmpty ? "" : "Each")}",
            [.. operands.Select(o => o.Text), .. size, .. leading, .. Settings(convolution.Window)]);
    }

    /// <summary>Whether a sum is a convolution, by one kernel, with a bias for each output.</summary>
    public static bool IsBiased(Node sum) =>
        sum.Operation is ArithmeticOperation { Operator: Operator.Add }
        && sum.Inputs[0] is { Operation: ConvolutionOperation { Result: ConvolutionPart.Output } convolution } image
        && Own(convolution, image).IsEmpty
        && IsBias(sum.Inputs[1]) && sum.Inputs[1].Axes.IsEmpty;

    /// <summary>Whether a node is a weight for each channel, repeated over an image: a view, which stands where it is used.</summary>
    public static bool IsBias(Node node) =>
        node is { Operation: BroadcastOperation { Dimensions: { Count: 2 } d }, Inputs: [{ Operation: InputOperation, IsHost: false }] }
        && d[0] == 1 && d[1] == 2;

    public static Code Biased(Node sum, Func<Node, Code> code)
    {
        var (image, bias) = (sum.Inputs[0], sum.Inputs[1].Inputs[0]);
        var window = ((ConvolutionOperation)image.Operation).Window;
        return Code.Call(
            "Convolution.Output", [code(image.Inputs[0]).Text, code(image.Inputs[1]).Text, code(bias).Text, .. Settings(window)]);
    }

    public static Code Pool(AveragePoolOperation pool, Code input, HostCode host)
    {
        var size = pool.IsTransposed ? pool.Shape.Skip(1).Select(e => host.Extent(e).Text) : [];
        var padding = pool.Padding == 0 ? [] : new[] { "padding: " + Alignment.Number(pool.Padding) };
        return Code.Call(
            pool.IsTransposed ? "Pooling.AverageTransposed" : "Pooling.Average",
            [input.Text, .. size, Alignment.Number(pool.Kernel), Alignment.Number(pool.Stride), .. padding]);
    }

    /// <summary>The axes along which there is a kernel for each item, such as the members of an ensemble.</summary>
    private static ImmutableArray<Axis> Own(ConvolutionOperation convolution, Node node) => convolution.Result switch
    {
        ConvolutionPart.Kernel => node.Axes,
        ConvolutionPart.Input => node.Inputs[0].Axes,
        _ => node.Inputs[1].Axes,
    };

    private static Code Aligned(Code code, Node operand, Node node, ImmutableArray<Axis> own)
    {
        var axes = node.Axes.AddRange(operand.Axes.Except(node.Axes)).Sort();
        return axes.Take(own.Length).SequenceEqual(own)
            ? Enumerable.Range(0, axes.TakeWhile(a => !operand.Axes.Contains(a)).Count())
                .Aggregate(Alignment.Align(code, operand, axes, operand.Shape.Length), (aligned, _) => aligned.Then("unsqueeze", "0"))
            : throw new InvalidOperationException("Kernels vary along axes that do not lead.");
    }

    private static IEnumerable<string> Settings(ConvolutionWindow window)
    {
        (string Name, int Value, int Usual)[] settings =
        [
            ("stride", window.Stride, 1), ("padding", window.Padding, 0), ("dilation", window.Dilation, 1), ("groups", window.Groups, 1),
        ];
        return settings.Where(s => s.Value != s.Usual).Select(s => $"{s.Name}: {Alignment.Number(s.Value)}");
    }
}
