using static TorchSharp.torch;

namespace MLSpec.Generators.Tests.Numerics;

/// <summary>The generated searches with restarts, of the sample Attacks: closed forms of affine and quadratic bodies, feasible points, gradients at the points found.</summary>
public sealed class RestartTests
{
    private const float Radius = 0.3f;

    private static readonly Lazy<GeneratedModule> _module = new(() => GeneratedModule.Of(
        "Attacks", SpecSamples.All.Single(s => s.Name.EndsWith("/Attacks.mlspec", StringComparison.Ordinal)).Text));

    private static GeneratedModule Module => _module.Value;

    public static TheoryData<string> Tilts => ["Tilted", "TiltedL2", "TiltedL1"];

    /// <summary>With z the worst point, the gradient with respect to the weights is the mean of z: also the point is known.</summary>
    [Theory]
    [MemberData(nameof(Tilts))]
    public void An_affine_body_gains_the_radius_times_the_dual_norm(string objective)
    {
        for (var seed = 1; seed <= 3; seed++)
        {
            using var scope = NewDisposeScope();
            var (tilt, x) = (Module.Weights("Tilt", seed), X(seed));
            var (weights, bias) = (tilt["DenseWeights"][0], tilt["DenseBiases"][0]);
            var move = objective switch
            {
                "Tilted" => weights.sign(),
                "TiltedL2" => -weights / weights.norm(),
                _ => where(weights.abs().eq(weights.abs().max()), weights.sign(), 0),
            };
            var worst = x.mean([0]) + (Radius * move);
            var gradient = Module.Zeros("Tilt");
            var value = Module.Call(objective + "WithGradient", ("tilt", tilt), ("tiltGradient", gradient), ("x", x));

            Near.To(weights.dot(worst) + bias, value, objective, 1e-4);
            Near.To(worst, gradient["DenseWeights"][0], objective, 2e-3);
            Near.To(value, Module.Call(objective, ("tilt", tilt), ("x", x)), objective);
        }
    }

    [Fact]
    public void The_square_of_the_distance_from_a_box()
    {
        using var scope = NewDisposeScope();
        var (goal, x) = (Module.Weights("Goal", 4), X(4) * 3);
        var ends = x.matmul(goal["DenseWeights"].t()) + goal["DenseBiases"];
        var expected = (ends - ends.clamp(-0.5, 0.5)).square().sum(1).mean();

        Assert.True(expected.item<float>() > 0.1);
        Near.To(expected, Module.Call("Outside", ("goal", goal), ("x", x)), "outside", 1e-3);
    }

    /// <summary>A separable body: its largest value is a grid's for each coordinate.</summary>
    [Fact]
    public void More_runs_climb_higher_hills()
    {
        using var scope = NewDisposeScope();
        var grid = linspace(-1, 1, 20_001);
        var gain = 0.0f;
        for (var seed = 1; seed <= 5; seed++)
        {
            var (tilt, x) = (Module.Weights("Tilt", seed), X(seed));
            var (weights, bias) = (tilt["DenseWeights"][0], tilt["DenseBiases"][0].item<float>());
            var highest = Enumerable.Range(0, 4).Sum(i => (weights[i] * ((9 * grid).sin() + grid)).max().item<float>()) + (2 * bias);
            var alone = Module.Call("Alone", ("tilt", tilt), ("x", x)).item<float>();
            var together = Module.Call("Together", ("tilt", tilt), ("x", x)).item<float>();

            Assert.InRange(together, alone, highest + 1e-4f);
            gain += together - alone;
        }

        Assert.True(gain > 0.1, $"ten runs gain {gain}");
    }

    [Theory]
    [InlineData("Attacked")]
    [InlineData("RoundAttacked")]
    public void The_gradient_is_that_at_points_of_the_set_which_are_no_better(string objective)
    {
        for (var seed = 1; seed <= 3; seed++)
        {
            using var scope = NewDisposeScope();
            var (net, rows) = (Module.Weights("Net", seed), ObjectiveTests.Batch(seed));
            (string, object)[] arguments = [("net", net), rows[0], rows[1]];
            var gradient = Module.Zeros("Net");
            var value = Module.Call(objective + "WithGradient", [.. arguments, ("netGradient", gradient)]);
            var clean = CrossEntropy(net, (Tensor)rows[0].Value, (Tensor)rows[1].Value).item<float>();

            Assert.True(value.item<float>() > clean + 0.01, $"{objective}: {value.item<float>()} from {clean}");
            Near.To(value, Module.Call(objective, arguments), objective);
            Assert.True(gradient.Flat.norm().item<float>() > 0.01);
        }
    }

    private static Tensor X(int seed) => (Tensor)ObjectiveTests.Batch(seed)[0].Value;

    private static Tensor CrossEntropy(Weights net, Tensor x, Tensor y)
    {
        var hidden = (x.matmul(net["Dense1Weights"].t()) + net["Dense1Biases"]).tanh();
        return nn.functional.cross_entropy(hidden.matmul(net["Dense2Weights"].t()) + net["Dense2Biases"], y);
    }
}
