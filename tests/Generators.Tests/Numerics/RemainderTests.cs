using System.Globalization;
using MLSpec.Runtime.Hosting;
using static TorchSharp.torch;

namespace MLSpec.Generators.Tests.Numerics;

/// <summary><c>x % y</c> is x - y floor (x / y) wherever it is computed, and so are its derivatives.</summary>
public sealed class RemainderTests
{
    private const string Spec = """
        module Rest

        param x = 0.0
        param y = 1.0
        param i = 0
        param k = 1

        data rows : { u : float; v : float } = csv "rows.csv"

        let of_tensors (u : float) (v : float) = u % v
        let by_a_number (u : float) = u % -3.0
        let of_a_number (v : float) = 7.5 % v

        model divisor () : float = weight 1.3

        objective rest = expect (u, v) in rows.train -> u % divisor () * v

        train fit for 1<step> =
            batch 4<sample/step> from rows.train
            minimize rest over divisor using sgd { rate = 0.1 }

        protocol hosts =
            measure floats = x % y
            measure wholes = to_float (i % k)
            report mean of floats, wholes
        """;

    private static readonly Lazy<GeneratedModule> _module = new(() => GeneratedModule.Of("Rest", Spec));

    private static readonly double[] _numbers = [-7.5, -6, -1, -0.25, 0, 0.25, 1, 6, 7.5];

    private static double Floored(double x, double y) => x - (y * Math.Floor(x / y));

    [Fact]
    public void Tensors_and_numbers()
    {
        using var scope = NewDisposeScope();
        foreach (var (x, y) in _numbers.SelectMany(x => new[] { -3.0, 3, 0.7, -0.7 }.Select(y => (x, y))))
        {
            Assert.Equal(Floored(x, y), Asked("OfTensors", ("u", x), ("v", y)), 1e-6);
            Assert.Equal(Floored(x, -3), Asked("ByANumber", ("u", x)), 1e-6);
            Assert.Equal(Floored(7.5, y), Asked("OfANumber", ("v", y)), 2e-6);
        }
    }

    [Theory]
    [InlineData("-7.5", "3", "-7", "3")]
    [InlineData("7.5", "-3", "7", "-3")]
    [InlineData("-7.5", "-3", "-7", "-3")]
    [InlineData("-6", "3", "-6", "3")]
    [InlineData("6", "-3", "0", "-3")]
    public void Parameters(string x, string y, string i, string k)
    {
        var folder = Directory.CreateTempSubdirectory("mlspec-rest-");
        File.WriteAllText(Path.Combine(folder.FullName, "rows.csv"), "u,v\n1,2\n");
        var errors = new StringWriter();
        ExperimentHost.Run(
            ["run", "Rest", "--out", folder.FullName, "--data", folder.FullName, "--x", x, "--y", y, "--i", i, "--k", k],
            [(Experiment)_module.Value.Property("Experiment")], new HostConsole(new StringWriter(), errors, Interactive: false, default));
        Assert.Equal("", errors.ToString());
        var values = File.ReadAllLines(Path.Combine(folder.FullName, "results.csv")).Skip(1).Select(line => Number(line.Split(',')[^1])).ToList();
        Assert.Equal([Floored(Number(x), Number(y)), Floored(Number(i), Number(k))], values);
        folder.Delete(recursive: true);
    }

    /// <summary>In the divisor the derivative is -floor (x / y).</summary>
    [Fact]
    public void Gradients()
    {
        using var scope = NewDisposeScope();
        var (divisor, gradient) = (_module.Value.Weights("Divisor"), _module.Value.Zeros("Divisor"));
        var (u, v) = (tensor(new[] { -7.5f, -0.2f, 0.2f, 4 }), tensor(new[] { 1f, 2, -1, 0.5f }));
        _module.Value.Call("RestWithGradient", ("divisor", divisor), ("divisorGradient", gradient), ("u", u), ("v", v));
        var expected = new[] { -7.5, -0.2, 0.2, 4 }.Zip([1, 2, -1, 0.5], (a, b) => -Math.Floor(a / 1.3) * b).Average();
        Assert.Equal(expected, gradient.Flat.item<float>(), 1e-5);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static double Asked(string function, params (string Name, double Value)[] arguments) => _module.Value.Call(
        function, [.. arguments.Select(a => (a.Name, (object)tensor(new[] { (float)a.Value })))]).item<float>();
}
