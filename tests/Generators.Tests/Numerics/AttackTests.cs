using MLSpec.Runtime.Random;
using MLSpec.Runtime.Uncertainty;
using static TorchSharp.torch;

namespace MLSpec.Generators.Tests.Numerics;

/// <summary>
/// Robust objectives against the same search written out with autograd: their value and gradient are those of the plain objective at the points found, the points are feasible and the loss
/// there is not lower than where the search began.
/// </summary>
public sealed class AttackTests
{
    private const double Radius = 0.3;

    private static GeneratedModule Module => Specs.Module.Value;

    [Theory]
    [InlineData("Cube", 4)]
    [InlineData("OpenCube", 3)]
    [InlineData("Sphere", 4)]
    [InlineData("SphereInBox", 4)]
    [InlineData("Signed", 0)]
    public void The_search_is_the_one_that_is_stated(string objective, int steps)
    {
        for (var seed = 1; seed <= 3; seed++)
        {
            using var scope = NewDisposeScope();
            var (net, rows) = (Module.Weights("Net", seed), ObjectiveTests.Batch(seed));
            var x = (Tensor)rows[0].Value;
            var set = Set(objective, x);
            var point = steps == 0 ? set.Start() : set.Start(new RandomStream(1, "test"));
            for (var i = 0; i < Math.Max(1, steps); i++)
                set.Ascend(ref point, Slope(net, rows, point), steps == 0 ? 1.0 : 2.5 / steps);

            AssertFeasible(objective, point, x);
            (string, object)[] found = [("net", net), ("x", point), .. rows.Skip(1)];
            var (expected, gradient, actual) = (Module.Zeros("Net"), Module.Zeros("Net"), 0.0f);
            var value = Module.Call("PlainWithGradient", [.. found, ("netGradient", expected)]).item<float>();
            actual = Module.Call(objective + "WithGradient", [("net", net), ("netGradient", gradient), .. rows]).item<float>();

            Assert.Equal(value, actual, 1e-5f);
            Near.To(expected.Flat, gradient.Flat, objective);
            Assert.Equal(value, Module.Call(objective, [("net", net), .. rows]).item<float>(), 1e-5f);
            Assert.True(actual >= Module.Call("Plain", [("net", net), .. rows]).item<float>() - 1e-4, $"{objective} lowers the loss");
        }
    }

    private static PointSet Set(string objective, Tensor x) => objective switch
    {
        "Cube" => new LInfinityBall(x, Radius, 1).Within(-1, 1),
        "Sphere" => new L2Ball(x, Radius, 1),
        "SphereInBox" => new L2Ball(x, Radius, 1).Within(-1, 1),
        _ => new LInfinityBall(x, Radius, 1),
    };

    private static void AssertFeasible(string objective, Tensor point, Tensor x)
    {
        var moved = point - x;
        var distance = objective.StartsWith("Sphere", StringComparison.Ordinal) ? moved.square().sum(1L).sqrt().max() : moved.abs().max();
        Assert.True(distance.item<float>() <= Radius + 1e-5);
        if (objective is "Cube" or "SphereInBox")
            Assert.True(point.abs().max().item<float>() <= 1 + 1e-6);
    }

    /// <summary>The gradient of every row's loss with respect to its own point.</summary>
    private static Tensor Slope(Weights net, (string Name, object Value)[] rows, Tensor point)
    {
        var leaf = point.detach().clone().requires_grad_(true);
        (Module.Call("Plain", [("net", net), ("x", leaf), .. rows.Skip(1)]) * point.size(0)).backward();
        return leaf.grad!.detach();
    }
}
