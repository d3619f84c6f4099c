using System.Globalization;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;
using MLSpec.Generators.Text;

namespace MLSpec.Generators.Emission;

/// <summary>The C# of a single operation, given that of its inputs. Tensors have their axes first, then their core shape.</summary>
internal static class OperationCode
{
    /// <param name="inputs">The code of each input, not yet aligned.</param>
    public static Code Of(Node node, IReadOnlyList<Code> inputs, HostCode host) => node.Operation switch
    {
        NumberOperation number => Number(number, node),
        BooleanOperation boolean => Code.Primary(boolean.Value ? "true" : "false"),
        ArithmeticOperation arithmetic when node.IsHost => HostArithmetic.Of(arithmetic.Operator, node, inputs),
        ArithmeticOperation arithmetic => TensorArithmetic.Of(arithmetic.Operator, node, inputs),
        SelectOperation when node.IsHost => Code.Conditional(inputs[0], inputs[1], inputs[2]),
        SelectOperation => Code.Call("Elementwise.Where", [.. Aligned(node, inputs).Select(c => c.Text)]),
        CallOperation call => Code.Call(call.IsExtern ? host.Extern(call.Member) : Member(call.Member), [.. Aligned(node, inputs).Select(c => c.Text)]),
        ContractOperation contract => ContractionCode.Of(contract, node, inputs),
        ConvolutionOperation convolution => ConvolutionCode.Of(convolution, node, inputs, host),
        AveragePoolOperation pool => ConvolutionCode.Pool(pool, inputs[0], host),
        ReduceOperation reduce => Reduce(reduce, node.Inputs[0], inputs[0]),
        ArgOperation { Axis: { } axis } arg =>
            inputs[0].Then(arg.Reduction == Reduction.Max ? "max" : "min", Alignment.Number(Alignment.DimensionOf(node.Inputs[0], axis))).Member("indexes"),
        ArgOperation arg => inputs[0].Then(
            arg.Reduction == Reduction.Max ? "argmax" : "argmin", Alignment.Number(Alignment.CoreDimension(node.Inputs[0], arg.Dimension!.Value))),
        ReshapeOperation => StructureCode.Reshape(node, inputs[0], host),
        BroadcastOperation broadcast => StructureCode.Broadcast(broadcast, node, inputs[0], host),
        PermuteOperation permute => StructureCode.Permute(permute, node, inputs[0]),
        ConcatOperation concat => Code.Call("torch.cat", StructureCode.List(node, inputs, node.Shape.Length), Alignment.Number(concat.Dimension - node.Shape.Length)),
        StackOperation => Code.Call("torch.stack", StructureCode.List(node, inputs, node.Shape.Length - 1), Alignment.Number(-node.Shape.Length)),
        SliceOperation slice => inputs[0].Then(
            "narrow", Alignment.Number(Alignment.CoreDimension(node, slice.Dimension)), Alignment.Number(slice.Start), Alignment.Number(slice.End - slice.Start)),
        PadOperation pad => StructureCode.Pad(pad, node, inputs[0], host),
        PickOperation pick => StructureCode.Pick(pick, node, inputs),
        SpreadOperation spread => StructureCode.Spread(spread, node, inputs, host),
        GatherOperation gather => StructureCode.Gather(gather, node, inputs),
        AxisToCoreOperation toCore => StructureCode.Move(inputs[0], node.Inputs[0], node.Inputs[0].Axes.IndexOf(toCore.Axis), node.Axes.Length),
        CoreToAxisOperation toAxis => StructureCode.Move(inputs[0], node.Inputs[0], node.Inputs[0].Axes.Length, node.Axes.IndexOf(toAxis.Axis)),
        ToFloatOperation => ToFloat(node, inputs[0]),
        StopGradientOperation or FollowOperation => inputs[0],
        ReweightOperation reweight => ReweightCode.Of(reweight, node, inputs),
        _ => throw new InvalidOperationException($"No C# for the operation {node.Operation.Name}."),
    };

    /// <summary>A member that the prelude names, as generated code writes it: the namespaces are imported.</summary>
    public static string Member(string member)
    {
        var parts = member.Split('.');
        return string.Join(".", parts.Skip(Math.Max(0, parts.Length - 2)));
    }

    /// <summary>A type of the runtime, as generated code writes it.</summary>
    public static string Type(string type) => type.Substring(type.LastIndexOf('.') + 1);

    private static IEnumerable<Code> Aligned(Node node, IReadOnlyList<Code> inputs) =>
        inputs.Select((code, i) => node.IsHost ? code : Alignment.Align(code, node.Inputs[i], node.Axes, Rank(node, node.Inputs[i])));

    /// <summary>Calls act on their last dimensions: an operand keeps its own rank there unless the result is elementwise in it.</summary>
    private static int Rank(Node node, Node input) => node.Operation is SelectOperation ? node.Shape.Length : Math.Max(input.Shape.Length, input.Shape.IsEmpty ? node.Shape.Length : 0);

    private static Code Number(NumberOperation number, Node node)
    {
        var value = number.Value.ToDouble();
        var text = node.Element == ElementKind.Int ? number.Value.ToString() : CSharpText.Number(value);
        return new(text, value < 0 ? Precedence.Unary : Precedence.Primary);
    }

    private static Code ToFloat(Node node, Code input) =>
        !node.IsHost ? input.Then("to", "ScalarType.Float32")
        : node.Inputs[0].Operation is NumberOperation number ? Code.Primary(CSharpText.Number(number.Value.ToDouble()))
        : new Code("(double)" + input.At(Precedence.Unary), Precedence.Unary);

    private static Code Reduce(ReduceOperation reduce, Node input, Code code)
    {
        var dimensions = reduce.Axes.Select(a => Alignment.DimensionOf(input, a)).Concat(reduce.Dimensions.Select(d => Alignment.CoreDimension(input, d))).ToList();
        var name = reduce.Reduction switch
        {
            Reduction.Sum => "sum",
            Reduction.Mean => "mean",
            Reduction.Max => "amax",
            _ => "amin",
        };
        if (dimensions.Count == input.Axes.Length + input.Shape.Length)
            return code.Then(reduce.Reduction switch { Reduction.Max => "max", Reduction.Min => "min", _ => name });
        var list = string.Join(", ", dimensions.Select(d => d.ToString(CultureInfo.InvariantCulture)));
        return code.Then(name, $"[{list}]");
    }
}
