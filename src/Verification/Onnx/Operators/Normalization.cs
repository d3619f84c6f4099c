namespace MLSpec.Verification.Onnx.Operators;

/// <summary>Normalisation with the statistics of training: an affine map of each channel.</summary>
internal static class Normalization
{
    public static IEnumerable<KeyValuePair<string, OnnxOperator>> Operators => [new("BatchNormalization", BatchNormalization)];

    /// <summary>x s + (b - m s) with s = g / sqrt(v + epsilon), in double precision.</summary>
    private static OnnxValue BatchNormalization(OnnxCall call)
    {
        if (call.Integer("training_mode", 0) != 0)
            throw call.Error("it is in training mode; export the model in evaluation mode");
        var (values, x) = (call.Values, call[0]);
        if (x.Rank < 2)
            throw call.Error("its input has no channels");
        var (gain, bias, mean, variance) = (Channels(call, 1), Channels(call, 2), Channels(call, 3), Channels(call, 4));
        var epsilon = call.Number("epsilon", 1e-5f);
        double[] scale = [.. gain.Zip(variance, (g, v) => g / Math.Sqrt(v + epsilon))];
        double[] offset = [.. bias.Select((b, i) => b - (mean[i] * scale[i]))];
        int[] shape = [scale.Length, .. Enumerable.Repeat(1, x.Rank - 2)];
        var scaled = values.Elementwise(call, x, values.Constant("scale", scale, [.. shape]), values.Graph.Multiply);
        return values.Elementwise(call, scaled, values.Constant("offset", offset, [.. shape]), values.Graph.Add);
    }

    private static double[] Channels(OnnxCall call, int input) =>
        call.Values.Numbers(call[input].Node) is { } numbers && numbers.Length == call[0].Shape[1]
            ? numbers
            : throw call.Error($"its input {input + 1} is not one constant for each of the {call[0].Shape[1]} channels");
}
