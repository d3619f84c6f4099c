using MLSpec.Runtime.Random;
using MLSpec.Runtime.Uncertainty;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Tests.Uncertainty;

/// <summary>Searches with restarts on functions whose extremes are known.</summary>
public sealed class PointSearchTests
{
    private readonly RandomStream _random = new(5, "test");

    public static TheoryData<string, double> DualNorms => new() { { "linf", 1 }, { "l2", 2 }, { "l1", double.PositiveInfinity } };

    [Theory]
    [MemberData(nameof(DualNorms))]
    public void A_linear_function_gains_the_radius_times_the_dual_norm(string norm, double dual)
    {
        var (center, slope) = (_random.Normal([6, 2, 3]), _random.Normal([6, 2, 3]));
        var expected = (slope * center).sum([1, 2]) + (0.4 * slope.abs().pow(dual == 2 ? 2 : 1).flatten(1)) switch
        {
            var sizes when dual == 1 => sizes.sum(1),
            var sizes when dual == 2 => (sizes / 0.4).sum(1).sqrt() * 0.4,
            var sizes => sizes.amax([1]),
        };

        foreach (var momentum in new[] { 0.0, 0.75, 1.5 })
        {
            var found = Found(PointSearch.Ascent(Ball(norm, center, 0.4, 2), 2, 10, 2, momentum, 2.5, 1), z => (z * slope).sum([1, 2]), _ => slope);
            Assert.True(allclose(expected, found.Value, atol: 1e-4), $"{norm}, momentum {momentum}");
            Assert.All(Close.Numbers(Distance(norm, found.Point - center)), d => Assert.InRange(d, 0, 0.4001f));
        }
    }

    [Theory]
    [InlineData(0.0, 2.0)]
    [InlineData(0.75, 1.0)]
    public void A_quadratic_is_least_at_the_nearest_point_of_the_box(double momentum, double decay)
    {
        var goal = tensor(new[] { 3.0f, 0.2f, -0.35f, -2.0f }).unsqueeze(0).expand(2, 4);
        var search = PointSearch.Descent(new BoxSet(-0.5, 0.5, [2, 4], CPU), 1, 200, 1, momentum, 2.5, decay);
        var found = Found(search, z => (z - goal).square().sum(1), z => (z - goal) * 2);

        Assert.True(allclose(found.Point, goal.clamp(-0.5, 0.5), atol: 0.01), found.Point.ToString(style: TorchSharp.TensorStringStyle.Julia));
    }

    /// <summary>8 z^4 + 1.6 z^3 - 5.52 z^2 - 1.68 z has valleys at -0.5 and at 0.5, the deeper one, with a hill between them at -0.15.</summary>
    [Fact]
    public void Ten_starts_find_the_valley_that_one_misses()
    {
        static Tensor Valleys(Tensor z) => (8 * z.pow(4)) + (1.6 * z.pow(3)) - (5.52 * z.square()) - (1.68 * z);
        static Tensor Slope(Tensor z) => (32 * z.pow(3)) + (4.8 * z.square()) - (11.04 * z) - 1.68;
        var set = new LInfinityBall(full([20], -0.4f), 1.2, 0);
        var grid = linspace(-1.6, 0.8, 100_001);
        var (least, place) = (Valleys(grid).min().item<float>(), grid[Valleys(grid).argmin()].item<float>());

        var one = Found(PointSearch.Descent(set, 0, 40, 1, 0, 1, 1), Valleys, Slope);
        var ten = Found(PointSearch.Descent(set, 0, 40, 10, 0, 1, 1), Valleys, Slope);

        Assert.All(Close.Numbers(one.Value), v => Assert.True(v > least + 0.5));
        Assert.All(Close.Numbers(ten.Value), v => Assert.Equal(least, v, 1e-2f));
        Assert.All(Close.Numbers(ten.Point), z => Assert.Equal(place, z, 0.05f));
    }

    [Fact]
    public void More_restarts_are_never_worse_and_every_item_keeps_its_own_best()
    {
        var center = _random.Uniform([30, 3], -1, 1);
        Tensor Value(Tensor z) => (z * 7).sin().sum(1);
        Tensor Slope(Tensor z) => (z * 7).cos() * 7;
        var before = full([30], double.NegativeInfinity);
        var improved = 0;
        for (var restarts = 1; restarts <= 8; restarts++)
        {
            var search = PointSearch.Ascent(new LInfinityBall(center, 0.8, 1), 1, 6, restarts, 0.5, 2.5, 1);
            var found = Found(search, Value, Slope, seed: 3);
            Assert.True(found.Value.ge(before).all().item<bool>(), $"{restarts} restarts");
            improved += found.Value.gt(before).sum().item<long>() is > 0 and < 30 ? 1 : 0;
            before = found.Value;
        }

        Assert.True(improved > 1, "restarts change nothing");
        Assert.True(before.ge(Value(center)).all().item<bool>());
    }

    /// <summary>The way of a single run without momentum: equal steps by default, a falling series that adds up to as much otherwise.</summary>
    [Theory]
    [InlineData(0.0, new[] { 0.2f, 0.4f, 0.6f, 0.8f })]
    [InlineData(1.0, new[] { 0.32f, 0.56f, 0.72f, 0.8f })]
    public void Steps_fall_and_add_up(double decay, float[] expected)
    {
        var search = PointSearch.Ascent(new LInfinityBall(zeros(1, 1), 2.0, 1), 1, 4, 1, 0, 0.4, decay);
        var way = new List<float>();
        Found(search, z =>
        {
            way.Add(z.item<float>());
            return z.sum(1);
        }, z => ones_like(z));

        Assert.Equal(expected.Prepend(0), way.SkipLast(1), (a, b) => Math.Abs(a - b) < 1e-5);
    }

    /// <summary>With slopes 4, -0.4, -0.4 of one coordinate (1, -0.4, -0.4 of the whole), momentum 1 keeps on where the gradient alone turns round.</summary>
    [Fact]
    public void Momentum_remembers_directions_not_sizes()
    {
        float Last(double momentum)
        {
            var search = PointSearch.Ascent(new LInfinityBall(zeros(1, 2), 1.0, 1), 1, 3, 1, momentum, 0.3, 0);
            float[][] slopes = [[4, 0], [-0.4f, 0.6f], [-0.4f, 0.6f]];
            Assert.True(search.Restart(_random));
            foreach (var slope in slopes)
                search.Move(tensor(slope).unsqueeze(0));
            return search.Point[0, 0].item<float>();
        }

        Assert.Equal(-0.1f, Last(0), 1e-5f);
        Assert.Equal(0.3f, Last(1), 1e-5f);
    }

    [Fact]
    public void A_shared_value_and_values_that_are_no_numbers()
    {
        var search = PointSearch.Ascent(new LInfinityBall(zeros(3, 2), 1.0, 1), 1, 2, 1, 0.5, 2, 0);
        var shared = Found(search, z => z.sum().unsqueeze(0), z => ones_like(z));
        Assert.True(allclose(shared.Point, ones(3, 2)));

        var lost = PointSearch.Ascent(new LInfinityBall(zeros(3, 2), 1.0, 1), 1, 2, 1, 0.5, 2, 0);
        Assert.True(lost.Restart(_random));
        Assert.True(lost.Improve(full([3], double.NaN)));
        lost.Move(ones(3, 2));
        Assert.True(lost.Improve(ones(3)));
        Assert.True(allclose(lost.Best, lost.Point));
    }

    [Theory]
    [InlineData(0, 1, 0.5, 2.5, 1, "at least 1 step")]
    [InlineData(-3, 1, 0.5, 2.5, 1, "at least 1 step")]
    [InlineData(5, 0, 0.5, 2.5, 1, "at least 1 restart")]
    [InlineData(5, 1, -0.1, 2.5, 1, "momentum")]
    [InlineData(5, 1, 0.5, 0, 1, "above 0")]
    [InlineData(5, 1, 0.5, double.NaN, 1, "above 0")]
    [InlineData(5, 1, 0.5, 2.5, -1, "decay")]
    public void Numbers_out_of_range_are_refused(int steps, int restarts, double momentum, double step, double decay, string what)
    {
        var set = new LInfinityBall(zeros(2, 3), 0.1, 1);
        var error = Assert.Throws<UserError>(() => PointSearch.Ascent(set, 1, steps, restarts, momentum, step, decay));
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
    }

    /// <summary>A search leaves behind what it holds and nothing of its steps.</summary>
    [Fact]
    public void Steps_leave_no_tensors()
    {
        using var scope = NewDisposeScope();
        long Live(int steps)
        {
            using var inner = NewDisposeScope();
            var center = zeros(4, 3);
            var search = PointSearch.Ascent(new L2Ball(center, 0.1, 1), 1, steps, 3, 0.5, 2.5, 1);
            Found(search, z => z.sum(1), z => ones_like(z));
            return inner.DisposablesCount;
        }

        Assert.Equal(Live(1), Live(20));
    }

    private static PointSet Ball(string norm, Tensor center, double radius, int rank) => norm switch
    {
        "linf" => new LInfinityBall(center, radius, rank),
        "l2" => new L2Ball(center, radius, rank),
        _ => new L1Ball(center, radius, rank),
    };

    private static Tensor Distance(string norm, Tensor moves) => norm switch
    {
        "linf" => moves.abs().flatten(1).amax([1]),
        "l2" => moves.square().flatten(1).sum(1).sqrt(),
        _ => moves.abs().flatten(1).sum(1),
    };

    /// <summary>The loop that a generated method writes out.</summary>
    private static (Tensor Point, Tensor Value) Found(PointSearch search, Func<Tensor, Tensor> value, Func<Tensor, Tensor> gradient, long seed = 1)
    {
        var random = new RandomStream(seed, "restarts");
        while (search.Restart(random))
        {
            while (true)
            {
                using var scope = NewDisposeScope();
                if (!search.Improve(value(search.Point)))
                    break;
                search.Move(gradient(search.Point));
            }
        }

        return (search.Best, value(search.Best));
    }
}
