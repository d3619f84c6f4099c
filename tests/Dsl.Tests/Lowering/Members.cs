namespace MLSpec.Dsl.Tests.Lowering;

/// <summary>The runtime members that the prelude's differentiable functions name, by their definitions.</summary>
internal static class Members
{
    private static readonly Dictionary<string, Func<double, double>> _unary = new()
    {
        ["Exp"] = Math.Exp,
        ["Expm1"] = x => Math.Exp(x) - 1,
        ["Log"] = Math.Log,
        ["Log1p"] = x => Math.Log(1 + x),
        ["Sqrt"] = Math.Sqrt,
        ["Square"] = x => x * x,
        ["Abs"] = Math.Abs,
        ["Sign"] = x => Math.Sign(x),
        ["Floor"] = Math.Floor,
        ["Sin"] = Math.Sin,
        ["Cos"] = Math.Cos,
        ["Tanh"] = Math.Tanh,
        ["Erf"] = Erf,
        ["Sigmoid"] = x => 1 / (1 + Math.Exp(-x)),
        ["Softplus"] = x => Math.Log(1 + Math.Exp(x)),
        ["LogTanhSlope"] = x => (2 * Math.Log(2)) - (2 * Math.Abs(x)) - (2 * Math.Log(1 + Math.Exp(-2 * Math.Abs(x)))),
        ["Relu"] = x => Math.Max(x, 0),
        ["Step"] = x => x > 0 ? 1 : 0,
        ["Silu"] = x => x / (1 + Math.Exp(-x)),
        ["Gelu"] = x => 0.5 * x * (1 + Erf(x / Math.Sqrt(2))),
        ["ToFloat"] = x => x,
    };

    private static readonly Dictionary<string, Func<double, double, double>> _binary = new()
    {
        ["Min"] = Math.Min,
        ["Max"] = Math.Max,
        ["LeakyRelu"] = (x, slope) => x > 0 ? x : slope * x,
        ["TanhTangent"] = TanhTangent,
        ["Pow"] = Math.Pow,
        ["ReluGradient"] = (y, g) => y > 0 ? g : 0,
    };

    /// <summary>Where an activation minus a line is smallest or largest, by trying.</summary>
    private static readonly Dictionary<string, Func<double, double, double, double>> _extremes = new()
    {
        ["TanhLowest"] = (slope, low, high) => Extreme(x => Math.Tanh(x) - (slope * x), low, high),
        ["GeluLowest"] = (slope, low, high) => Extreme(x => _unary!["Gelu"](x) - (slope * x), low, high),
        ["GeluHighest"] = (slope, low, high) => Extreme(x => (slope * x) - _unary!["Gelu"](x), low, high),
        ["SiluLowest"] = (slope, low, high) => Extreme(x => _unary!["Silu"](x) - (slope * x), low, high),
        ["SiluHighest"] = (slope, low, high) => Extreme(x => (slope * x) - _unary!["Silu"](x), low, high),
    };

    public static Dense Call(string member, Dense[] inputs)
    {
        var name = member[(member.LastIndexOf('.') + 1)..];
        var shape = inputs.Select(i => i.Shape).MaxBy(s => s.Length)!;
        double Item(Dense x, int[] p) => x.Shape.Length == 0 ? x.Value : x[p];
        if (inputs.Length == 1 && _unary.TryGetValue(name, out var unary))
            return Dense.From(shape, p => unary(inputs[0][p]));
        if (inputs.Length == 2 && _binary.TryGetValue(name, out var binary))
            return Dense.From(shape, p => binary(Item(inputs[0], p), Item(inputs[1], p)));
        if (inputs.Length == 3 && _extremes.TryGetValue(name, out var extreme))
            return Dense.From(shape, p => extreme(Item(inputs[0], p), Item(inputs[1], p), Item(inputs[2], p)));
        return name switch
        {
            "Clamp" => Dense.From(shape, p => Math.Clamp(Item(inputs[0], p), Item(inputs[1], p), Item(inputs[2], p))),
            "LogSumExp" => Dense.From(shape[..^1], p => LogSumExp(Last(inputs[0], p))),
            "CrossEntropy" => Dense.From(shape[..^1], p => Math.Log(Last(inputs[0], p).Sum(Math.Exp)) - inputs[0][[.. p, (int)inputs[1][p]]]),
            "Softmax" => Dense.From(shape, p => Math.Exp(inputs[0][p] - LogSumExp(Last(inputs[0], p[..^1])))),
            "LogSoftmax" => Dense.From(shape, p => inputs[0][p] - Math.Log(Last(inputs[0], p[..^1]).Sum(Math.Exp))),
            "Largest" => NaiveConvolution.Largest((int)inputs[0].Value, (int)inputs[1].Value, inputs[2]),
            "LargestGradient" => NaiveConvolution.LargestGradient((int)inputs[0].Value, (int)inputs[1].Value, inputs[2], inputs[3]),
            "Norm" => Dense.From(shape[..^1], p => Math.Sqrt(Last(inputs[0], p).Sum(x => x * x))),
            "Sum" => Dense.From(shape[..^1], p => Last(inputs[0], p).Sum()),
            "Mean" => Dense.From(shape[..^1], p => Last(inputs[0], p).Average()),
            _ => throw new NotSupportedException(member),
        };
    }

    private static double Extreme(Func<double, double> difference, double low, double high) => low >= high
        ? low
        : Enumerable.Range(0, 4001).Select(i => low + ((high - low) * i / 4000)).MinBy(difference);

    private static double TanhTangent(double low, double high)
    {
        if (high <= 0 || low >= 0)
            return high <= 0 ? high : low;
        var (left, right) = (low, 0.0);
        for (var i = 0; i < 60; i++)
        {
            var middle = (left + right) / 2;
            var slope = 1 - (Math.Tanh(middle) * Math.Tanh(middle));
            (left, right) = slope * (high - middle) > Math.Tanh(high) - Math.Tanh(middle) ? (left, middle) : (middle, right);
        }

        return left;
    }

    private static IEnumerable<double> Last(Dense x, int[] position) => Enumerable.Range(0, x.Shape[^1]).Select(i => x[[.. position, i]]);

    private static double LogSumExp(IEnumerable<double> x) => x.Max() + Math.Log(x.Sum(v => Math.Exp(v - x.Max())));

    /// <summary>Abramowitz and Stegun 7.1.5, the series: exact to double precision for small arguments.</summary>
    private static double Erf(double x)
    {
        var (term, sum) = (x, x);
        for (var n = 1; n < 200; n++)
        {
            term *= -x * x / n;
            sum += term / ((2 * n) + 1);
        }

        return 2 / Math.Sqrt(Math.PI) * sum;
    }
}
