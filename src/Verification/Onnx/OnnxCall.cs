using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using MLSpec.Runtime;
using MLSpec.Verification.Onnx.Format;

namespace MLSpec.Verification.Onnx;

/// <summary>A node of the file with its inputs: what an operator is applied to.</summary>
/// <param name="Inputs">Null for an optional input that is left out.</param>
/// <param name="Values">What makes nodes of the IR.</param>
internal sealed record OnnxCall(NodeProto Proto, ImmutableArray<OnnxValue?> Inputs, OnnxValues Values)
{
    /// <summary>The node as messages name it.</summary>
    public string Name => Describe(Proto);

    public static string Describe(NodeProto proto) =>
        proto.Name.Length > 0 ? $"node '{proto.Name}' ({proto.OpType})"
        : proto.Output.Count > 0 ? $"the {proto.OpType} node that makes '{proto.Output[0]}'"
        : $"a {proto.OpType} node without outputs";

    public OnnxValue this[int input] => Optional(input)
        ?? throw Error($"it has {Inputs.Count(i => i is not null)} inputs, but input {input + 1} is needed");

    public OnnxValue? Optional(int input) => input < Inputs.Length ? Inputs[input] : null;

    public bool TryGet(string name, [NotNullWhen(true)] out AttributeProto? attribute) =>
        (attribute = Proto.Attribute.FirstOrDefault(a => a.Name == name)) is not null;

    public long Integer(string name, long otherwise) => TryGet(name, out var a) && a.HasI ? a.I : otherwise;

    public double Number(string name, double otherwise) => TryGet(name, out var a) && a.HasF ? a.F : otherwise;

    public ImmutableArray<int>? Integers(string name) =>
        TryGet(name, out var a) ? [.. a.Ints.Select(i => Small(i, $"attribute {name}"))] : null;

    public string Text(string name, string otherwise) => TryGet(name, out var a) && a.HasS ? a.S.ToStringUtf8() : otherwise;

    /// <summary>The items of an input that must not depend on the network's input, such as the shape of a Reshape.</summary>
    public ImmutableArray<int> ConstantIntegers(int input) =>
        Values.Numbers(this[input].Node) is { } numbers
            ? [.. numbers.Select(n => Small(n, $"input {input + 1}"))]
            : throw Error($"its input {input + 1} depends on the network's input; it must be constant");

    /// <summary>A dimension's position from 0, where negative ones count from the end.</summary>
    public int Dimension(long axis, int rank) =>
        axis >= -rank && axis < rank
            ? (int)(axis < 0 ? axis + rank : axis)
            : throw Error($"axis {axis} is not one of the {rank} dimensions");

    public UserError Error(string message) => new($"{Name}: {message}.");

    private int Small(double value, string what) =>
        value is >= int.MinValue and <= int.MaxValue && value == Math.Truncate(value)
            ? (int)value
            : value >= int.MaxValue ? int.MaxValue : throw Error($"{value} is no possible {what}");
}

/// <summary>What an operator of the format makes of its inputs.</summary>
internal delegate OnnxValue OnnxOperator(OnnxCall call);
