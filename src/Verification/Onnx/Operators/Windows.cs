using System.Collections.Immutable;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Verification.Onnx.Operators;

/// <summary>Operators that move a window over an image [1, channels, height, width], or over a sequence [1, channels, length].</summary>
internal static class Windows
{
    public static IEnumerable<KeyValuePair<string, OnnxOperator>> Operators =>
    [
        new("Conv", Conv),
        new("AveragePool", AveragePool),
        new("GlobalAveragePool", GlobalAveragePool),
    ];

    private static OnnxValue Conv(OnnxCall call)
    {
        var (channels, side) = (Channels(call), Sides(call));
        var weight = call[1];
        if (weight.Rank != call[0].Rank || call.Values.Numbers(weight.Node) is null)
            throw call.Error($"its weight is no constant of {call[0].Rank} dimensions");
        var groups = call.Integer("group", 1);
        if (groups < 1 || channels % groups != 0 || weight.Shape[0] % groups != 0 || weight.Shape[1] * groups != channels)
            throw call.Error($"a weight [{string.Join(", ", weight.Shape)}] in {groups} groups does not fit {channels} channels");
        var kernel = weight.Shape[2..];
        if (call.Integers("kernel_shape") is { } stated && !stated.SequenceEqual(kernel))
            throw call.Error($"kernel_shape [{string.Join(", ", stated)}] is not that of the weight [{string.Join(", ", weight.Shape)}]");
        var sum = Windowed(call, side, Planar(kernel), weight, (int)groups, PadsOf(call, side, kernel));
        if (call.Optional(2) is not { } bias)
            return sum;
        if (bias.Rank != 1 || bias.Shape[0] != weight.Shape[0])
            throw call.Error($"its bias [{string.Join(", ", bias.Shape)}] is not one number for each of the {weight.Shape[0]} outputs");
        var places = bias with { Shape = [bias.Shape[0], .. Enumerable.Repeat(1, side.Length)] };
        return call.Values.Elementwise(call, sum, places, call.Values.Graph.Add);
    }

    /// <summary>A convolution of each channel by itself; where the padding does not count, the means at the border are of fewer
    /// items.</summary>
    private static OnnxValue AveragePool(OnnxCall call)
    {
        var (values, channels, side) = (call.Values, Channels(call), Sides(call));
        var kernel = call.Integers("kernel_shape") is { } stated && stated.Length == side.Length && stated.All(n => n > 0)
            ? stated
            : throw call.Error($"kernel_shape is not {side.Length} lengths");
        if (call.Integer("ceil_mode", 0) != 0)
            throw call.Error("ceil_mode is not supported");
        var count = OnnxValue.Count(kernel);
        OnnxValue Ones(int outputs, double value) => values.Constant(
            "window", [.. Enumerable.Repeat(value, (int)(outputs * count))], [outputs, 1, .. kernel]);
        var pads = PadsOf(call, side, kernel);
        var mean = Windowed(call, side, Planar(kernel), Ones(channels, 1.0 / count), channels, pads);
        if (pads.All(p => p is (0, 0)) || call.Integer("count_include_pad", 0) != 0)
            return mean;
        var ones = values.Constant("pixels", [.. Enumerable.Repeat(1.0, (int)OnnxValue.Count(side))], [1, 1, .. side]);
        var share = Windowed(call with { Inputs = [ones] }, side, Planar(kernel), Ones(1, 1.0 / count), 1, pads);
        return values.Elementwise(call, mean, share, values.Graph.Divide);
    }

    private static OnnxValue GlobalAveragePool(OnnxCall call)
    {
        _ = Channels(call);
        var (values, x, side) = (call.Values, call[0], Sides(call));
        var flat = values.Graph.Reshape(x.Node, [new FixedExtent(x.Shape[1]), new FixedExtent((int)OnnxValue.Count(side))]);
        var means = values.Graph.Reduce(Reduction.Mean, flat, [], [1]);
        return values.Of(means, [1, x.Shape[1], .. Enumerable.Repeat(1, side.Length)]);
    }

    private static int Channels(OnnxCall call) =>
        call[0].Rank is 3 or 4 && call[0].Shape[0] == 1
            ? call[0].Shape[1]
            : throw call.Error($"its input [{string.Join(", ", call[0].Shape)}] is not one image [1, channels, height, width]");

    private static ImmutableArray<int> Sides(OnnxCall call) => call[0].Shape[2..];

    /// <summary>A sequence is an image of height 1.</summary>
    private static int[] Planar(IEnumerable<int> lengths) => lengths.ToArray() is [var one] ? [1, one] : [.. lengths];

    /// <param name="kernel">Height and width.</param>
    /// <param name="weight">[outputs, channels / groups, kernel...].</param>
    private static OnnxValue Windowed(
        OnnxCall call, ImmutableArray<int> side, int[] kernel, OnnxValue weight, int groups, (int Before, int After)[] pads)
    {
        var (graph, image) = (call.Values.Graph, Planar(side));
        var (stride, dilation) = (Both(call, "strides", side.Length), Both(call, "dilations", side.Length));
        (int Before, int After)[] planar = pads.Length == 1 ? [(0, 0), pads[0]] : pads;
        for (var d = 0; d < 2; d++)
        {
            if (image[d] + planar[d].Before + planar[d].After < (dilation * (kernel[d] - 1)) + 1)
                throw call.Error(
                    $"its kernel [{string.Join(", ", kernel)}] is larger than the image [{string.Join(", ", side)}] with its padding");
        }

        OnnxValues.Checked(call, [Math.Max(call[0].Shape[1], weight.Shape[0]), .. planar.Select((p, d) => image[d] + p.Before + p.After)]);
        var x = graph.Reshape(call[0].Node, Extents([call[0].Shape[1], .. image]));
        var padding = planar.SelectMany(p => new[] { p.Before, p.After }).Distinct().ToArray() is [var same] ? same : 0;
        if (padding == 0)
            x = Padded(call, x, image, planar);
        var weights = graph.Reshape(weight.Node, Extents([weight.Shape[0], weight.Shape[1], .. kernel]));
        var sum = graph.Convolve(x, weights, new ConvolutionWindow(stride, padding, dilation, groups));
        var lengths = sum.Shape.Select(e => ((FixedExtent)e).Value).ToArray();
        return call.Values.Of(sum, [1, lengths[0], .. side.Length == 1 ? [lengths[2]] : lengths[1..]]);
    }

    private static Node Padded(OnnxCall call, Node x, int[] image, (int Before, int After)[] pads)
    {
        for (var d = 0; d < 2; d++)
        {
            if (pads[d] is not (0, 0))
                x = call.Values.Graph.Pad(x, d + 1, pads[d].Before, new FixedExtent(image[d] + pads[d].Before + pads[d].After));
        }

        return x;
    }

    private static ImmutableArray<Extent> Extents(IEnumerable<int> lengths) => [.. lengths.Select(n => (Extent)new FixedExtent(n))];

    /// <summary>An attribute that has one value for all sides.</summary>
    private static int Both(OnnxCall call, string attribute, int sides) =>
        call.Integers(attribute) is not { } stated ? 1
        : stated.Length == sides && stated.Distinct().ToArray() is [> 0 and var one] ? one
        : throw call.Error($"{attribute} [{string.Join(", ", stated)}] is not supported: one positive number for all sides is");

    /// <summary>Zeros before and after the image on each side.</summary>
    private static (int Before, int After)[] PadsOf(OnnxCall call, ImmutableArray<int> side, ImmutableArray<int> kernel)
    {
        var mode = call.Text("auto_pad", "NOTSET");
        if (mode is "SAME_UPPER" or "SAME_LOWER")
        {
            var (stride, dilation) = (Both(call, "strides", side.Length), Both(call, "dilations", side.Length));
            return [.. side.Select((n, d) =>
            {
                var positions = (n + stride - 1) / stride;
                var total = Math.Max(0, ((positions - 1) * stride) + (dilation * (kernel[d] - 1)) + 1 - n);
                return mode == "SAME_UPPER" ? (total / 2, total - (total / 2)) : (total - (total / 2), total / 2);
            })];
        }

        if (mode == "VALID" || call.Integers("pads") is not { } pads)
            return [.. side.Select(_ => (0, 0))];
        return pads.Length == 2 * side.Length && pads.All(p => p is >= 0 and < 1 << 16)
            ? [.. side.Select((_, d) => (pads[d], pads[d + side.Length]))]
            : throw call.Error($"pads [{string.Join(", ", pads)}] are not {2 * side.Length} numbers of at least 0");
    }
}
