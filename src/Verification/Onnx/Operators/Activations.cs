using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Lowering.Ir;

namespace MLSpec.Verification.Onnx.Operators;

/// <summary>Activations, as the prelude knows them: with their derivatives and relaxations.</summary>
internal static class Activations
{
    public static IEnumerable<KeyValuePair<string, OnnxOperator>> Operators =>
    [
        new("Relu", static call => Prelude(call, "relu")),
        new("Sigmoid", static call => Prelude(call, "sigmoid")),
        new("Tanh", static call => Prelude(call, "tanh")),
        new("LeakyRelu", LeakyRelu),
        new("Clip", Clip),
    ];

    private static OnnxValue Prelude(OnnxCall call, string function) =>
        call[0] with { Node = PreludeFunctions.Apply(call.Values.Graph, function, call[0].Node) };

    /// <summary>s x + (1 - s) relu x: a ReLU is all that needs a relaxation.</summary>
    private static OnnxValue LeakyRelu(OnnxCall call)
    {
        var (values, graph, x) = (call.Values, call.Values.Graph, call[0].Node);
        var slope = call.Number("alpha", 0.01f);
        return call[0] with
        {
            Node = graph.Add(
                graph.Multiply(x, values.Number(slope)),
                graph.Multiply(PreludeFunctions.Apply(graph, "relu", x), values.Number(1 - slope))),
        };
    }

    /// <summary>l + relu (x - l) - relu (x - h), where a limit may be left out.</summary>
    private static OnnxValue Clip(OnnxCall call)
    {
        var (values, graph, x) = (call.Values, call.Values.Graph, call[0].Node);
        var low = Limit(call, 1, "min");
        var high = Limit(call, 2, "max");
        if (low > high)
            throw call.Error($"its limits {low} and {high} are the wrong way round");
        Node Above(double limit) => PreludeFunctions.Apply(graph, "relu", graph.Subtract(x, values.Number(limit)));
        return call[0] with
        {
            Node = (low, high) switch
            {
                (null, null) => x,
                ({ } l, null) => graph.Add(Above(l), values.Number(l)),
                (null, { } h) => graph.Subtract(x, Above(h)),
                ({ } l, { } h) => graph.Add(graph.Subtract(Above(l), Above(h)), values.Number(l)),
            },
        };
    }

    /// <summary>A limit is an input, or an attribute before opset 11.</summary>
    private static double? Limit(OnnxCall call, int input, string attribute) =>
        call.Optional(input) is { } value
            ? call.Values.Numbers(value.Node) is [var limit] ? limit : throw call.Error($"its limit {attribute} is not a constant number")
            : call.TryGet(attribute, out var a) ? a.F : null;
}
