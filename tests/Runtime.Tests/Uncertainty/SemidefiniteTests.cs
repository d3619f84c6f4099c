using MLSpec.Runtime.Uncertainty;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Tests.Uncertainty;

/// <summary>SDP-CROWN's offset h(g, lambda) by the minimiser of its Lagrangian.</summary>
public sealed class SemidefiniteTests
{
    [Theory]
    [InlineData(0.5, -1.68)]
    [InlineData(1, -1.02)]
    [InlineData(2, -0.81)]
    [InlineData(4, -0.95625)]
    public void Offsets_of_the_theorem(double lambda, double expected)
    {
        using var scope = NewDisposeScope();
        var (c, g, x) = (tensor([1.0, -2.0, 0.5, -0.3]), tensor([0.5, -1.2, 0.5, -0.1]), tensor([0.2, -0.1, 0.4, 0.0]));
        Assert.Equal(expected, Offset(c, g, x, full_like(x, -1e9), full_like(x, 1e9), lambda, 0.6), 1e-9);
    }

    /// <summary>At the origin the best offset is smaller than the box's by the root of the dimension.</summary>
    [Theory]
    [InlineData(4)]
    [InlineData(64)]
    [InlineData(1024)]
    public void At_the_origin_a_ball_beats_its_box_by_the_root_of_n(int n)
    {
        using var scope = NewDisposeScope();
        var (c, zero) = (full([n], -1.0, ScalarType.Float64), zeros([n], ScalarType.Float64));
        var g = c * 0.5;
        var best = Offset(c, g, zero, zero - 1e9, zero + 1e9, Math.Sqrt(n) * 0.5, 1);
        Assert.Equal(-0.5 * Math.Sqrt(n), best, 1e-9);
    }

    [Fact]
    public void Offsets_are_sound_concave_and_better_with_the_box()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            using var scope = NewDisposeScope();
            var random = new System.Random(seed);
            Tensor Draw(double scale) => tensor([.. Enumerable.Range(0, 12).Select(_ => scale * ((2 * random.NextDouble()) - 1))]);
            var (c, g, x, rho) = (Draw(2), Draw(1), Draw(0.5), 0.2 + random.NextDouble());
            var (low, high) = (x - (0.6 * rho), x + (0.6 * rho));
            var (wide, boxed) = (new List<double>(), new List<double>());
            foreach (var lambda in new[] { 0.05, 0.5, 1, 1.5, 2, 2.5, 20 })
            {
                wide.Add(Offset(c, g, x, low - 1e9, high + 1e9, lambda, rho));
                boxed.Add(Offset(c, g, x, low, high, lambda, rho));
                Assert.True(boxed[^1] >= wide[^1] - 1e-9, "the box loosens the offset");
            }

            Assert.True(wide[2] >= ((wide[1] + wide[3]) / 2) - 1e-9 && wide[4] >= ((wide[3] + wide[5]) / 2) - 1e-9, "not concave");
            for (var i = 0; i < 200; i++)
            {
                var direction = Draw(1);
                var point = x + (direction / direction.norm() * rho * Math.Sqrt(random.NextDouble()));
                var value = ((c * point.relu()) - (g * point)).sum().item<double>();
                Assert.True(value >= wide.Max() - 1e-9, "a point lies below");
                if (point.ge(low).logical_and(point.le(high)).all().item<bool>())
                    Assert.True(value >= boxed.Max() - 1e-9, "a point of the box lies below");
            }
        }
    }

    [Fact]
    public void Operator_norms_are_upper_bounds()
    {
        using var scope = NewDisposeScope();
        var matrix = randn([7, 5], generator: new Generator(3));
        var norm = Semidefinite.OperatorNorm(matrix).item<float>();
        Assert.InRange(norm, linalg.svdvals(matrix).max().item<float>(), linalg.svdvals(matrix).max().item<float>() * 1.001f);
    }

    private static double Offset(Tensor c, Tensor g, Tensor center, Tensor low, Tensor high, double lambda, double rho)
    {
        var t = Semidefinite.Minimiser(c, g, center, low, high, tensor(lambda));
        var terms = (c * t.relu()) - (g * t) + ((t - center).square() * (lambda / 2));
        return terms.sum().item<double>() - (lambda / 2 * rho * rho);
    }
}
