using System.Globalization;
using MLSpec.Dsl.Lowering.Bounds;
using MLSpec.Verification.VnnLib;

namespace MLSpec.Verification.Tests;

/// <summary>Other layers than dense ReLU ones, on questions whose answers a fine grid knows.</summary>
public sealed class LayerTests
{
    private static readonly float[] _weights = [.. Enumerable.Range(0, 64).Select(i => MathF.Sin(2 + (i * 5)))];

    [Theory]
    [InlineData("Relu")]
    [InlineData("LeakyRelu")]
    [InlineData("Sigmoid")]
    [InlineData("Tanh")]
    public void Activations(string activation) => Decide(new ModelBuilder(1, 2)
        .Weight("W", _weights[..8], 2, 4).Weight("b", _weights[8..12], 4).Weight("V", _weights[12..16], 4, 1)
        .Node("Gemm", "z", ["X", "W", "b"]).Node(activation, "h", ["z"]).Node("MatMul", "Y", ["h", "V"]));

    /// <summary>Two pixels vary, the others are made from them.</summary>
    [Fact]
    public void A_convolutional_network_with_a_residual_sum() => Decide(new ModelBuilder(1, 2)
        .Weight("W", _weights[..32], 2, 16).Integers("image", 1, 1, 4, 4)
        .Weight("K", _weights[32..50], 2, 1, 3, 3).Weight("k", [0.1f, -0.2f], 2)
        .Weight("V", _weights[50..58], 8, 1)
        .Node("MatMul", "x", ["X", "W"]).Node("Reshape", "i", ["x", "image"])
        .Node("Conv", "c", ["i", "K", "k"], ("pads", new[] { 1, 1, 1, 1 }), ("strides", new[] { 2, 2 }))
        .Node("Relu", "r", ["c"]).Node("Add", "s", ["r", "c"]).Node("Flatten", "f", ["s"]).Node("MatMul", "Y", ["f", "V"]));

    /// <summary>A little below the smallest value of a grid nothing is, and at the grid's smallest value something.</summary>
    private static void Decide(ModelBuilder model)
    {
        var network = model.Read();
        using var answers = new Search.NetworkEvaluation(network);
        var steps = Enumerable.Range(0, 41).Select(i => -1 + (i / 20.0)).ToList();
        var smallest = steps.SelectMany(a => steps.Select(b => answers.Answer([a, b])[0])).Min();

        Assert.Equal(Answer.Sat, Ask(network, smallest + 1e-6));
        Assert.Equal(Answer.Unsat, Ask(network, smallest - 0.02));
    }

    private static Answer Ask(Network network, double limit) =>
        new Verifier(network, new CrownMethod(), TimeSpan.FromSeconds(30)).Verify(VnnLibReader.Read(
            "(declare-const X_0 Real)(declare-const X_1 Real)(declare-const Y_0 Real)"
            + "(assert (>= X_0 -1))(assert (<= X_0 1))(assert (>= X_1 -1))(assert (<= X_1 1))"
            + $"(assert (<= Y_0 {limit.ToString("R", CultureInfo.InvariantCulture)}))", "p.vnnlib")).Answer;
}
