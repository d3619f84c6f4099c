using MLSpec.Dsl.Lowering.Ir;

namespace MLSpec.Verification.Onnx.Operators;

/// <summary>Arithmetic on elements, with NumPy's repetition.</summary>
internal static class Arithmetic
{
    public static IEnumerable<KeyValuePair<string, OnnxOperator>> Operators =>
    [
        new("Add", static call => Binary(call, call.Values.Graph.Add)),
        new("Sub", static call => Binary(call, call.Values.Graph.Subtract)),
        new("Mul", static call => Binary(call, call.Values.Graph.Multiply)),
        new("Div", static call => Binary(call, call.Values.Graph.Divide)),
        new("Neg", static call => call[0] with { Node = call.Values.Graph.Negate(call[0].Node) }),
    ];

    private static OnnxValue Binary(OnnxCall call, Func<Node, Node, Node> operation) =>
        call.Values.Elementwise(call, call[0], call[1], operation);
}
