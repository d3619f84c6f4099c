using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;
using MLSpec.Runtime.Nn;
using static TorchSharp.torch;

namespace MLSpec.Verification.Execution;

/// <summary>Operations that move items and compute nothing.</summary>
internal static class Moves
{
    public static Tensor Reshape(Node node, Tensor x) =>
        x.reshape([.. x.shape.Take(node.Axes.Length), .. node.Shape.Select(Sizes.Of)]);

    public static Tensor Broadcast(BroadcastOperation broadcast, Node node, Datum x, Setting setting)
    {
        if (!x.IsTensor)
            return full([.. node.Shape.Select(Sizes.Of)], x.Number, TypeOf(node, setting));
        var tensor = x.Tensor;
        foreach (var dimension in broadcast.Dimensions.Order())
            tensor = tensor.unsqueeze(node.Axes.Length + dimension);
        return tensor.expand([
            .. node.Axes.Select(_ => -1L),
            .. node.Shape.Select((e, i) => broadcast.Dimensions.Contains(i) ? Sizes.Of(e) : -1L),
        ]);
    }

    public static Tensor Permute(PermuteOperation permute, Node node, Tensor x) => x.permute([
        .. Enumerable.Range(0, node.Axes.Length).Select(i => (long)i),
        .. permute.Order.Select(o => (long)(o + node.Axes.Length)),
    ]);

    public static Tensor Pad(PadOperation pad, Node node, Tensor x) => Structure.Pad(
        x, Alignment.CoreDimension(node, pad.Dimension), pad.Start, Sizes.Of(pad.Extent));

    public static Tensor Pick(PickOperation pick, Node node, Datum[] inputs)
    {
        var x = node.Inputs[0];
        var dimension = Alignment.CoreDimension(x, pick.Dimension);
        if (!inputs[1].IsTensor)
            return inputs[0].Tensor.select(dimension, (long)inputs[1].Number);
        return node.Inputs[1].Operation is IndexOperation { Axis: var axis } && !x.Axes.Contains(axis)
                && x.Shape[pick.Dimension] == axis.Extent
            ? inputs[0].Tensor.movedim([x.Axes.Length + pick.Dimension], [Alignment.DimensionOf(node, axis)])
            : Structure.Pick(
                Alignment.Align(inputs[0].Tensor, x, node.Axes, x.Shape.Length),
                Alignment.Align(inputs[1].Tensor, node.Inputs[1], node.Axes, 0),
                dimension);
    }

    public static Tensor Spread(SpreadOperation spread, Node node, Datum[] inputs, Setting setting)
    {
        var (value, index) = (node.Inputs[0], node.Inputs[1]);
        var (dimension, count) = (Alignment.CoreDimension(node, spread.Dimension), Sizes.Of(spread.Extent));
        if (!inputs[1].IsTensor)
        {
            var whole = Enumerable.Repeat(1L, node.Axes.Length + value.Shape.Length).ToArray();
            return Structure.Spread(Source(whole), (long)inputs[1].Number, dimension, count);
        }

        var places = Alignment.Align(inputs[1].Tensor, index, node.Axes, index.Shape.Length);
        return Structure.Spread(Source(places.shape), places, dimension, count);

        Tensor Source(long[] shape) => inputs[0].IsTensor
            ? Alignment.Align(inputs[0].Tensor, value, node.Axes, value.Shape.Length)
            : full(shape, inputs[0].Number, TypeOf(node, setting));
    }

    public static Tensor Gather(GatherOperation gather, Node node, Datum[] inputs)
    {
        var (x, index) = (node.Inputs[0], node.Inputs[1]);
        return Structure.Gather(
            Alignment.Align(inputs[0].Tensor, x, node.Axes, x.Shape.Length),
            Alignment.Align(inputs[1].Tensor, index, node.Axes, index.Shape.Length),
            Alignment.CoreDimension(x, gather.Dimension));
    }

    /// <summary>The operands of a join, each with all of its axes.</summary>
    public static IEnumerable<Tensor> Expanded(Node node, Datum[] inputs, Setting setting)
    {
        foreach (var (value, operand) in inputs.Zip(node.Inputs))
        {
            var rank = operand.Shape.Length;
            var tensor = value.IsTensor
                ? Alignment.Align(value.Tensor, operand, node.Axes, rank)
                : full(Enumerable.Repeat(1L, node.Axes.Length).ToArray(), value.Number, TypeOf(node, setting));
            yield return tensor.expand([.. node.Axes.Select(setting.Sizes.Of), .. Enumerable.Repeat(-1L, rank)]);
        }
    }

    private static ScalarType TypeOf(Node node, Setting setting) => node.Element switch
    {
        ElementKind.Float => setting.Precision,
        ElementKind.Int => ScalarType.Int64,
        _ => ScalarType.Bool,
    };
}
