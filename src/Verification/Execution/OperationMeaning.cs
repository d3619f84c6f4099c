using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;
using static TorchSharp.torch;
using Reduction = MLSpec.Dsl.Lowering.Ir.Operations.Reduction;

namespace MLSpec.Verification.Execution;

/// <summary>What each operation record computes: a new tensor or a number. The generated C# of the same operations is in
/// <c>Generators/Emission</c>.</summary>
internal static class OperationMeaning
{
    /// <summary>The value of a node; a tensor belongs to the current dispose scope, what was made on the way is disposed.</summary>
    public static Datum Compute(Node node, Datum[] inputs, Setting setting)
    {
        using var scope = NewDisposeScope();
        var result = Of(node, inputs, setting);
        if (result.IsTensor)
            result.Tensor.MoveToOuterDisposeScope();
        return result;
    }

    private static Datum Of(Node node, Datum[] inputs, Setting setting) => node.Operation switch
    {
        NumberOperation number => number.Value.ToDouble(),
        BooleanOperation boolean => boolean.Value ? 1 : 0,
        ExtentOperation extent => setting.Sizes.Of(extent.Axis),
        IndexOperation index => arange(setting.Sizes.Of(index.Axis), ScalarType.Int64),
        ArithmeticOperation arithmetic => Arithmetic.Of(arithmetic.Operator, node, inputs),
        SelectOperation => Select(node, inputs, setting),
        CallOperation call => RuntimeMembers.Call(call.Member, Aligned(node, inputs)),
        ContractOperation contract => Contraction.Of(contract, node, inputs[0].Tensor, inputs[1].Tensor),
        ConvolutionOperation convolution => Images.Convolve(convolution, node, inputs[0].Tensor, inputs[1].Tensor),
        AveragePoolOperation pool => Images.Pool(pool, inputs[0].Tensor),
        AscentOperation ascent => Ascents.Best(ascent, node, inputs, setting),
        ReduceOperation reduce => Reduce(reduce, node.Inputs[0], inputs[0].Tensor),
        ArgOperation arg => Arg(arg, node.Inputs[0], inputs[0].Tensor),
        ReshapeOperation => Moves.Reshape(node, inputs[0].Tensor),
        BroadcastOperation broadcast => Moves.Broadcast(broadcast, node, inputs[0], setting),
        PermuteOperation permute => Moves.Permute(permute, node, inputs[0].Tensor),
        ConcatOperation concat => cat([.. Moves.Expanded(node, inputs, setting)], concat.Dimension - node.Shape.Length),
        StackOperation => stack([.. Moves.Expanded(node, inputs, setting)], -node.Shape.Length),
        SliceOperation slice =>
            inputs[0].Tensor.narrow(Alignment.CoreDimension(node, slice.Dimension), slice.Start, slice.End - slice.Start),
        PadOperation pad => Moves.Pad(pad, node, inputs[0].Tensor),
        PickOperation pick => Moves.Pick(pick, node, inputs),
        SpreadOperation spread => Moves.Spread(spread, node, inputs, setting),
        GatherOperation gather => Moves.Gather(gather, node, inputs),
        AxisToCoreOperation toCore => inputs[0].Tensor.movedim([Alignment.DimensionOf(node.Inputs[0], toCore.Axis)], [node.Axes.Length]),
        CoreToAxisOperation toAxis => inputs[0].Tensor.movedim([node.Inputs[0].Axes.Length], [Alignment.DimensionOf(node, toAxis.Axis)]),
        ToFloatOperation => inputs[0].IsTensor ? inputs[0].Tensor.to(setting.Precision).alias() : inputs[0],
        StopGradientOperation or MarkBoundOperation => inputs[0].IsTensor ? inputs[0].Tensor.alias() : inputs[0],
        _ => throw new NotSupportedException($"The operation {node.Operation.Name} is not evaluated."),
    };

    /// <summary>Calls act on their last dimensions: an operand keeps its own rank there unless it is a scalar.</summary>
    private static Datum[] Aligned(Node node, Datum[] inputs) =>
    [
        .. inputs.Select((value, i) => node.IsHost
            ? value
            : Alignment.Align(value, node.Inputs[i], node.Axes, node.Inputs[i].IsScalar ? node.Shape.Length : node.Inputs[i].Shape.Length)),
    ];

    private static Datum Select(Node node, Datum[] inputs, Setting setting)
    {
        if (!inputs[0].IsTensor)
        {
            var chosen = inputs[0].Number != 0 ? 1 : 2;
            return node.IsHost
                ? inputs[chosen]
                : Alignment.Align(Branch(chosen), node.Inputs[chosen], node.Axes, node.Shape.Length).alias();
        }

        Tensor Branch(int i) => inputs[i].IsTensor
            ? inputs[i].Tensor
            : tensor(inputs[i].Number, node.Element == ElementKind.Int ? ScalarType.Int64 : setting.Precision);
        Tensor Operand(int i) => inputs[i].IsTensor
            ? Alignment.Align(inputs[i].Tensor, node.Inputs[i], node.Axes, node.Shape.Length)
            : Branch(i);
        return where(Operand(0), Operand(1), Operand(2));
    }

    private static Tensor Reduce(ReduceOperation reduce, Node input, Tensor x)
    {
        long[] dimensions =
        [
            .. reduce.Axes.Select(a => (long)Alignment.DimensionOf(input, a)),
            .. reduce.Dimensions.Select(d => (long)Alignment.CoreDimension(input, d)),
        ];
        return reduce.Reduction switch
        {
            Reduction.Sum => x.sum(dimensions),
            Reduction.Mean => x.mean(dimensions),
            Reduction.Max => x.amax(dimensions),
            _ => x.amin(dimensions),
        };
    }

    private static Tensor Arg(ArgOperation arg, Node input, Tensor x)
    {
        var dimension = arg.Axis is { } axis
            ? Alignment.DimensionOf(input, axis)
            : Alignment.CoreDimension(input, arg.Dimension!.Value);
        return arg.Reduction == Reduction.Max ? x.argmax(dimension) : x.argmin(dimension);
    }
}
