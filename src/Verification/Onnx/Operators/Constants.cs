namespace MLSpec.Verification.Onnx.Operators;

/// <summary>Values that the network's input does not enter.</summary>
internal static class Constants
{
    public static IEnumerable<KeyValuePair<string, OnnxOperator>> Operators =>
    [
        new("Constant", Constant),
        new("Shape", static call => call.Values.Constant("shape", [.. call[0].Shape.Select(n => (double)n)], [call[0].Rank])),
        new("Gather", Gather),
    ];

    private static OnnxValue Constant(OnnxCall call)
    {
        if (call.TryGet("value", out var tensor) && tensor.T is not null)
            return call.Values.Constant("constant", OnnxTensor.Items(tensor.T, call.Name), OnnxTensor.ShapeOf(tensor.T, call.Name));
        if (call.TryGet("value_float", out var number))
            return call.Values.Constant("constant", [number.F], []);
        if (call.TryGet("value_int", out var integer))
            return call.Values.Constant("constant", [integer.I], []);
        if (call.TryGet("value_floats", out var numbers))
            return call.Values.Constant("constant", [.. numbers.Floats.Select(f => (double)f)], [numbers.Floats.Count]);
        if (call.TryGet("value_ints", out var integers))
            return call.Values.Constant("constant", [.. integers.Ints.Select(i => (double)i)], [integers.Ints.Count]);
        throw call.Error("it has no value, or one that is no number and no tensor");
    }

    /// <summary>Items of a constant vector, as exporters read a shape: the items of anything else are not gathered.</summary>
    private static OnnxValue Gather(OnnxCall call)
    {
        if (call[0].Rank != 1 || call.Values.Numbers(call[0].Node) is not { } items)
            throw call.Error("only a constant vector can be gathered from");
        var indices = call.ConstantIntegers(1);
        return call.Values.Constant("items", [.. indices.Select(i => items[call.Dimension(i, items.Length)])], call[1].Shape);
    }
}
