using MLSpec.Runtime.Nn;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Tests.Nn;

public sealed class ElementwiseTests
{
    private static readonly double[] _points =
    [
        -3e38, -100, -21, -20, -3.5, -1, -0.5, -1e-7, -0.0, 0.0, 1e-7, 0.25, 0.5, 1, 2, 3.5, 19.9, 20, 21, 100, 3e38,
        double.PositiveInfinity, double.NegativeInfinity, double.NaN,
    ];

    public static TheoryData<string, Func<Tensor, Tensor>, Func<double, double>> Functions => new()
    {
        { "exp", Elementwise.Exp, Elementwise.Exp },
        { "expm1", Elementwise.Expm1, Elementwise.Expm1 },
        { "log", Elementwise.Log, Elementwise.Log },
        { "log1p", Elementwise.Log1p, Elementwise.Log1p },
        { "sqrt", Elementwise.Sqrt, Elementwise.Sqrt },
        { "square", Elementwise.Square, Elementwise.Square },
        { "pow 3", x => Elementwise.Pow(x, 3), x => Elementwise.Pow(x, 3) },
        { "pow -0.5", x => Elementwise.Pow(x.abs(), -0.5), x => Elementwise.Pow(Math.Abs(x), -0.5) },
        { "abs", Elementwise.Abs, Elementwise.Abs },
        { "sign", Elementwise.Sign, Elementwise.Sign },
        { "floor", Elementwise.Floor, Elementwise.Floor },
        { "tanh", Elementwise.Tanh, Elementwise.Tanh },
        { "erf", Elementwise.Erf, Elementwise.Erf },
        { "sigmoid", Elementwise.Sigmoid, Elementwise.Sigmoid },
        { "softplus", Elementwise.Softplus, Elementwise.Softplus },
        { "log_tanh_slope", Elementwise.LogTanhSlope, Elementwise.LogTanhSlope },
        { "relu", Elementwise.Relu, Elementwise.Relu },
        { "leaky relu", x => Elementwise.LeakyRelu(x, 0.1), x => Elementwise.LeakyRelu(x, 0.1) },
        { "min", x => Elementwise.Min(x, 0.5), x => Elementwise.Min(x, 0.5) },
        { "max", x => Elementwise.Max(0.5, x), x => Elementwise.Max(0.5, x) },
        { "min tensor", x => Elementwise.Min(x, ones_like(x)), x => Elementwise.Min(x, 1) },
        { "max tensor", x => Elementwise.Max(x, ones_like(x)), x => Elementwise.Max(x, 1) },
        { "clamp", x => Elementwise.Clamp(x, -0.5, 2), x => Elementwise.Clamp(x, -0.5, 2) },
        { "clamp of an empty range", x => Elementwise.Clamp(x, 2, 1), x => Elementwise.Clamp(x, 2, 1) },
        { "where", x => Elementwise.Where(x.gt(1), x, -x), x => Elementwise.Where(x > 1, x, -x) },
    };

    /// <summary>float64 tensors, so that the two are compared to the last digits; then float32.</summary>
    [Theory]
    [MemberData(nameof(Functions))]
    public void TensorsAndNumbersAgreeEverywhere(string name, Func<Tensor, Tensor> onTensor, Func<double, double> onNumber)
    {
        Assert.NotEqual("", name);
        using var scope = NewDisposeScope();
        var actual = onTensor(tensor(_points)).data<double>().ToArray();
        for (var i = 0; i < _points.Length; i++)
            RequireClose(onNumber(_points[i]), actual[i], 1e-12, _points[i]);
        var single = onTensor(tensor(_points, ScalarType.Float32)).data<float>().ToArray();
        for (var i = 0; i < _points.Length; i++)
            RequireClose((float)onNumber((float)_points[i]), single[i], 1e-5, _points[i]);
    }

    /// <summary>
    /// Where the arguments are moderate: sine and cosine of 3e38 depend on how the argument is reduced; gelu(-inf) is 0 * inf.
    /// </summary>
    [Fact]
    public void TrigonometryAndGeluAgreeOnModerateArguments()
    {
        using var scope = NewDisposeScope();
        var x = linspace(-12, 12, 241, ScalarType.Float64);
        var points = x.data<double>().ToArray();
        foreach (var (onTensor, onNumber) in new (Func<Tensor, Tensor>, Func<double, double>)[]
            { (Elementwise.Sin, Elementwise.Sin), (Elementwise.Cos, Elementwise.Cos), (Elementwise.Gelu, Elementwise.Gelu) })
        {
            var actual = onTensor(x).data<double>().ToArray();
            for (var i = 0; i < points.Length; i++)
                RequireClose(onNumber(points[i]), actual[i], 1e-11, points[i]);
        }
    }

    private static void RequireClose(double expected, double actual, double tolerance, double at)
    {
        if (!expected.Equals(actual) && !(Math.Abs(expected - actual) <= tolerance * (Math.Abs(expected) + 1e-3)))
            Assert.Fail($"at {at:R}: number {expected:R}, tensor {actual:R}");
    }
}
