using System.Numerics;
using System.Runtime.CompilerServices;
using MathNet.Numerics;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Nn;

/// <summary>
/// Functions of each element, for tensors and for numbers, with the same meaning: a tensor function equals the number function applied
/// to every element, up to float32 rounding, also at infinities and NaN.
/// </summary>
public static class Elementwise
{
    /// <summary>e^x.</summary>
    public static Tensor Exp(Tensor x) => x.exp();

    /// <inheritdoc cref="Exp(Tensor)"/>
    public static double Exp(double x) => Math.Exp(x);

    /// <summary>e^x - 1, exact near 0.</summary>
    public static Tensor Expm1(Tensor x) => x.expm1();

    /// <inheritdoc cref="Expm1(Tensor)"/>
    public static double Expm1(double x) => SpecialFunctions.Expm1(x);

    /// <summary>The natural logarithm; NaN below 0.</summary>
    public static Tensor Log(Tensor x) => x.log();

    /// <inheritdoc cref="Log(Tensor)"/>
    public static double Log(double x) => Math.Log(x);

    /// <summary>log(1 + x), exact near 0.</summary>
    public static Tensor Log1p(Tensor x) => x.log1p();

    /// <inheritdoc cref="Log1p(Tensor)"/>
    public static double Log1p(double x) => SpecialFunctions.Log1p(x);

    /// <summary>The square root; NaN below 0.</summary>
    public static Tensor Sqrt(Tensor x) => x.sqrt();

    /// <inheritdoc cref="Sqrt(Tensor)"/>
    public static double Sqrt(double x) => Math.Sqrt(x);

    /// <summary>x^2.</summary>
    public static Tensor Square(Tensor x) => x.square();

    /// <inheritdoc cref="Square(Tensor)"/>
    public static double Square(double x) => x * x;

    /// <summary>x^p; NaN where x is below 0 and p is not whole. (At x = -infinity libtorch's answer depends on p.)</summary>
    public static Tensor Pow(Tensor x, Tensor p) => x.pow(p);

    /// <inheritdoc cref="Pow(Tensor, Tensor)"/>
    public static Tensor Pow(Tensor x, double p) => x.pow(p);

    /// <inheritdoc cref="Pow(Tensor, Tensor)"/>
    public static double Pow(double x, double p) => Math.Pow(x, p);

    /// <summary>x less the largest whole multiple of y that is not above it, in the direction of y: x - y floor (x / y), which has the sign of y.</summary>
    public static Tensor Remainder(Tensor x, Tensor y) => x.remainder(y);

    /// <inheritdoc cref="Remainder(Tensor, Tensor)"/>
    public static Tensor Remainder(Tensor x, double y) => x.remainder(y);

    /// <inheritdoc cref="Remainder(Tensor, Tensor)"/>
    public static Tensor Remainder(Tensor x, long y) => x.remainder(y);

    /// <inheritdoc cref="Remainder(Tensor, Tensor)"/>
    public static Tensor Remainder(double x, Tensor y)
    {
        using var first = full_like(y, x);
        return first.remainder(y);
    }

    /// <inheritdoc cref="Remainder(Tensor, Tensor)"/>
    public static double Remainder(double x, double y)
    {
        var rest = x % y;
        return rest != 0 && rest < 0 != y < 0 ? rest + y : rest;
    }

    /// <inheritdoc cref="Remainder(Tensor, Tensor)"/>
    public static int Remainder(int x, int y)
    {
        var rest = x % y;
        return rest != 0 && rest < 0 != y < 0 ? rest + y : rest;
    }

    /// <summary>|x|.</summary>
    public static Tensor Abs(Tensor x) => x.abs();

    /// <inheritdoc cref="Abs(Tensor)"/>
    public static double Abs(double x) => Math.Abs(x);

    /// <summary>-1, 0 or 1; 0 for NaN.</summary>
    public static Tensor Sign(Tensor x) => x.sign();

    /// <inheritdoc cref="Sign(Tensor)"/>
    public static double Sign(double x) => x > 0 ? 1 : x < 0 ? -1 : 0;

    /// <summary>The largest whole number not above x.</summary>
    public static Tensor Floor(Tensor x) => x.floor();

    /// <inheritdoc cref="Floor(Tensor)"/>
    public static double Floor(double x) => Math.Floor(x);

    /// <summary>The sine of x radians.</summary>
    public static Tensor Sin(Tensor x) => x.sin();

    /// <inheritdoc cref="Sin(Tensor)"/>
    public static double Sin(double x) => Math.Sin(x);

    /// <summary>The cosine of x radians.</summary>
    public static Tensor Cos(Tensor x) => x.cos();

    /// <inheritdoc cref="Cos(Tensor)"/>
    public static double Cos(double x) => Math.Cos(x);

    /// <summary>The hyperbolic tangent.</summary>
    public static Tensor Tanh(Tensor x) => x.tanh();

    /// <inheritdoc cref="Tanh(Tensor)"/>
    public static double Tanh(double x) => Math.Tanh(x);

    /// <summary>log(1 - tanh(x)^2) = 2 (log 2 - |x| - log(1 + e^(-2|x|))), exact where tanh is flat.</summary>
    public static Tensor LogTanhSlope(Tensor x)
    {
        using var twice = x.abs().mul_(-2);
        using var exp = twice.exp();
        return exp.log1p().mul_(-2).add_(twice).add_(2 * Math.Log(2));
    }

    /// <inheritdoc cref="LogTanhSlope(Tensor)"/>
    public static double LogTanhSlope(double x) => (2 * Math.Log(2)) - (2 * Math.Abs(x)) - (2 * SpecialFunctions.Log1p(Math.Exp(-2 * Math.Abs(x))));

    /// <summary>The error function.</summary>
    public static Tensor Erf(Tensor x) => x.erf();

    /// <inheritdoc cref="Erf(Tensor)"/>
    public static double Erf(double x) => SpecialFunctions.Erf(x);

    /// <summary>1 / (1 + e^-x).</summary>
    public static Tensor Sigmoid(Tensor x) => x.sigmoid();

    /// <inheritdoc cref="Sigmoid(Tensor)"/>
    public static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    /// <summary>log(1 + e^x); x itself above 20, where the two agree in float32.</summary>
    public static Tensor Softplus(Tensor x) => x.softplus();

    /// <inheritdoc cref="Softplus(Tensor)"/>
    public static double Softplus(double x) => x > 20 ? x : SpecialFunctions.Log1p(Math.Exp(x));

    /// <summary>max(x, 0).</summary>
    public static Tensor Relu(Tensor x) => x.relu();

    /// <inheritdoc cref="Relu(Tensor)"/>
    public static double Relu(double x) => x < 0 ? 0 : x;

    /// <summary>The gradient g where <paramref name="y"/>, a value of <see cref="Relu(Tensor)"/>, is above 0; 0 elsewhere.</summary>
    public static Tensor ReluGradient(Tensor y, Tensor g)
    {
        if (!PlainNumbers.Are(y) || !PlainNumbers.Are(g) || !y.shape.SequenceEqual(g.shape))
            return y.sign().mul_(g);
        var result = empty_like(g);
        Positive(PlainNumbers.Of(y), PlainNumbers.Of(g), PlainNumbers.Of(result));
        return result;
    }

    /// <inheritdoc cref="ReluGradient(Tensor, Tensor)"/>
    public static double ReluGradient(double y, double g) => y > 0 ? g : 0;

    /// <summary>x above 0, <paramref name="slope"/> x below.</summary>
    public static Tensor LeakyRelu(Tensor x, double slope) => x.leaky_relu(slope);

    /// <inheritdoc cref="LeakyRelu(Tensor, double)"/>
    public static double LeakyRelu(double x, double slope) => x > 0 ? x : slope * x;

    /// <summary>x times the standard normal distribution function at x (the exact form, not the tanh approximation).</summary>
    public static Tensor Gelu(Tensor x) => x.gelu();

    /// <inheritdoc cref="Gelu(Tensor)"/>
    public static double Gelu(double x) => x * 0.5 * SpecialFunctions.Erfc(-x / Math.Sqrt(2));

    /// <summary>x sigmoid x.</summary>
    public static Tensor Silu(Tensor x) => x * x.sigmoid();

    /// <inheritdoc cref="Silu(Tensor)"/>
    public static double Silu(double x) => x / (1 + Math.Exp(-x));

    /// <summary>The smaller; NaN if either is.</summary>
    public static Tensor Min(Tensor x, Tensor y) => x.minimum(y);

    /// <inheritdoc cref="Min(Tensor, Tensor)"/>
    public static Tensor Min(Tensor x, double y) => x.clamp_max(y);

    /// <inheritdoc cref="Min(Tensor, Tensor)"/>
    public static Tensor Min(double x, Tensor y) => y.clamp_max(x);

    /// <inheritdoc cref="Min(Tensor, Tensor)"/>
    public static double Min(double x, double y) => Math.Min(x, y);

    /// <summary>The larger; NaN if either is.</summary>
    public static Tensor Max(Tensor x, Tensor y) => x.maximum(y);

    /// <inheritdoc cref="Max(Tensor, Tensor)"/>
    public static Tensor Max(Tensor x, double y) => x.clamp_min(y);

    /// <inheritdoc cref="Max(Tensor, Tensor)"/>
    public static Tensor Max(double x, Tensor y) => y.clamp_min(x);

    /// <inheritdoc cref="Max(Tensor, Tensor)"/>
    public static double Max(double x, double y) => Math.Max(x, y);

    /// <summary>min(max(x, low), high): <paramref name="high"/> where low is above high.</summary>
    public static Tensor Clamp(Tensor x, double low, double high) => x.clamp(low, high);

    /// <inheritdoc cref="Clamp(Tensor, double, double)"/>
    public static Tensor Clamp(Tensor x, Tensor low, Tensor high) => x.clamp(low, high);

    /// <inheritdoc cref="Clamp(Tensor, double, double)"/>
    public static double Clamp(double x, double low, double high) => Math.Min(Math.Max(x, low), high);

    /// <summary><paramref name="x"/> where the condition holds, else <paramref name="y"/>.</summary>
    public static Tensor Where(Tensor condition, Tensor x, Tensor y) => where(condition, x, y);

    /// <inheritdoc cref="Where(Tensor, Tensor, Tensor)"/>
    public static Tensor Where(Tensor condition, Tensor x, double y)
    {
        using var other = tensor((float)y, device: x.device);
        return where(condition, x, other);
    }

    /// <inheritdoc cref="Where(Tensor, Tensor, Tensor)"/>
    public static Tensor Where(Tensor condition, double x, Tensor y)
    {
        using var other = tensor((float)x, device: y.device);
        return where(condition, other, y);
    }

    /// <inheritdoc cref="Where(Tensor, Tensor, Tensor)"/>
    public static Tensor Where(Tensor condition, double x, double y)
    {
        var chosen = condition.to(ScalarType.Float32);
        return x == 1 && y == 0 ? chosen : chosen.mul_(x - y).add_(y);
    }

    /// <summary>Whole numbers by a condition, int64.</summary>
    public static Tensor Where(Tensor condition, long x, long y) => condition.to(ScalarType.Int64).mul_(x - y).add_(y);

    /// <inheritdoc cref="Where(Tensor, Tensor, Tensor)"/>
    public static double Where(bool condition, double x, double y) => condition ? x : y;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Positive(ReadOnlySpan<float> y, ReadOnlySpan<float> g, Span<float> result)
    {
        var i = 0;
        for (; i <= result.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var isPositive = Vector.GreaterThan(new Vector<float>(y[i..]), Vector<float>.Zero);
            Vector.ConditionalSelect(isPositive, new Vector<float>(g[i..]), Vector<float>.Zero).CopyTo(result[i..]);
        }

        for (; i < result.Length; i++)
            result[i] = y[i] > 0 ? g[i] : 0;
    }
}
