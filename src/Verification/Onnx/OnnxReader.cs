using System.Collections.Immutable;
using Google.Protobuf;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Runtime;
using MLSpec.Verification.Onnx.Format;
using MLSpec.Verification.Onnx.Operators;

namespace MLSpec.Verification.Onnx;

/// <summary>
/// Reads a network in the ONNX format into the compiler's IR. What does not depend on the network's input is computed once, in double
/// precision; float weights are exact.
/// </summary>
public static class OnnxReader
{
    /// <summary>Reads a file: see <see cref="Read(ReadOnlySpan{byte}, string)"/>.</summary>
    public static Network ReadFile(string path) => Read(File.ReadAllBytes(path), Path.GetFileName(path));

    /// <param name="name">The file's name, for messages.</param>
    /// <exception cref="UserError">It is no ONNX file, or something in it is not supported: the message names the node.</exception>
    public static Network Read(ReadOnlySpan<byte> bytes, string name)
    {
        try
        {
            return Import(ModelProto.Parser.WithDiscardUnknownFields(true).ParseFrom(bytes));
        }
        catch (InvalidProtocolBufferException fault)
        {
            throw new UserError($"{name} is no ONNX file, or a part of one is missing: {fault.Message}", fault);
        }
        catch (UserError error)
        {
            throw new UserError($"{name}: {error.Message}", error);
        }
    }

    private static Network Import(ModelProto model)
    {
        if (model.Graph is not { } graph)
            throw new UserError("it holds no network.");
        var values = new OnnxValues();
        var known = new Dictionary<string, OnnxValue>(StringComparer.Ordinal);
        foreach (var tensor in graph.Initializer)
        {
            var name = $"initializer '{tensor.Name}'";
            known[tensor.Name] = values.Constant(tensor.Name, OnnxTensor.Items(tensor, name), OnnxTensor.ShapeOf(tensor, name));
        }

        var input = Single(graph.Input.Where(i => !known.ContainsKey(i.Name)), "input");
        var shape = ShapeOf(input);
        var (variable, point) = values.Input(input.Name, shape);
        known[input.Name] = point;
        foreach (var node in graph.Node)
            Apply(node, values, known);
        var output = Single(graph.Output, "output");
        if (!known.TryGetValue(output.Name, out var result))
            throw new UserError($"no node makes the output '{output.Name}'.");
        if (values.Numbers(result.Node) is not null)
            throw new UserError($"the output '{output.Name}' does not depend on the input '{input.Name}'.");
        return new Network(values.Graph, values.Batch, variable, values.Flat(result), values.Tensors, shape, values.Sources);
    }

    private static void Apply(NodeProto node, OnnxValues values, Dictionary<string, OnnxValue> known)
    {
        var name = OnnxCall.Describe(node);
        if (node.Domain is not ("" or "ai.onnx") || OperatorTable.Find(node.OpType) is not { } @operator)
            throw new UserError($"{name}: this operator is not supported. Supported are {string.Join(", ", OperatorTable.Names)}.");
        if (node.Output.Count == 0)
            throw new UserError($"{name}: nothing can use it.");
        var inputs = node.Input.Select(i => i.Length == 0 ? null : known.TryGetValue(i, out var value)
            ? value
            : throw new UserError($"{name}: nothing before it makes its input '{i}'."));
        try
        {
            var result = @operator(new OnnxCall(node, [.. inputs], values));
            values.Attribute(result.Node, name);
            known[node.Output[0]] = result;
        }
        catch (InvalidGraphException fault)
        {
            throw new UserError($"{name}: its inputs do not fit ({fault.Message})", fault);
        }
    }

    private static ValueInfoProto Single(IEnumerable<ValueInfoProto> values, string what) => values.ToList() switch
    {
        [var single] => single,
        [] => throw new UserError($"the network has no {what}."),
        var several => throw new UserError(
            $"the network has {several.Count} {what}s ({string.Join(", ", several.Select(v => v.Name))}); one is supported."),
    };

    /// <summary>A length that is left open counts as 1: it is the number of points.</summary>
    private static ImmutableArray<int> ShapeOf(ValueInfoProto input)
    {
        if (input.Type?.TensorType is not { } type || !OnnxTensor.IsFloat(type.ElemType))
            throw new UserError($"the input '{input.Name}' is no tensor of floats.");
        if (type.Shape is null)
            throw new UserError($"the shape of the input '{input.Name}' is not stated.");
        ImmutableArray<int> shape = [.. type.Shape.Dim.Select((d, i) => d.DimValue switch
        {
            > 0 and <= int.MaxValue => (int)d.DimValue,
            0 when i == 0 => 1,
            _ => throw new UserError($"dimension {i} of the input '{input.Name}' has no fixed length; export the model with one."),
        })];
        return OnnxValue.Count(shape) is > 0 and <= int.MaxValue / 8
            ? shape
            : throw new UserError($"the input '{input.Name}' of shape [{string.Join(", ", shape)}] is too large.");
    }
}
