using MLSpec.Runtime.Random;
using MLSpec.Runtime.Store;
using MLSpec.Runtime.Uncertainty;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Tests.Uncertainty.WorstCase;

/// <summary>A network of multipliers against the exact solver, finite differences and itself after a checkpoint.</summary>
public sealed class AmortisedDualTests
{
    private const int Rows = 64;
    private const int Atoms = 64;

    /// <summary>Per row two conditions; values with a mean and a deviation (from 0.2 to 3) that depend on them.</summary>
    private static (Tensor Values, Tensor Conditions) Batch(long seed, double scale = 1)
    {
        var random = new RandomStream(seed, "batch");
        var c = random.Uniform([Rows, 2], -1, 1);
        var deviation = (0.2 + (1.4 * (c.narrow(1, 0, 1) + 1))) * scale;
        return ((c.narrow(1, 1, 1) * 2 * scale) + (deviation * random.Normal([Rows, Atoms])), c);
    }

    private static Tensor Dual(Tensor values, Tensor b, double radius, Tensor? nominal = null)
    {
        var p = nominal ?? full_like(values, 1.0 / values.size(-1));
        return (b * ((values / b.unsqueeze(-1)) + p.log()).logsumexp(-1)) + (b * radius);
    }

    private static AmortisedDual Network(int steps = 5, double rate = 5e-4, int hidden = 64) =>
        new(2, steps, rate, hidden, new RandomStream(7, "dual"), CPU);

    /// <summary>Never on the wrong side of the worst expectation, and after some hundred batches within 2% of what it adds to the mean.</summary>
    [Theory]
    [InlineData(0.1, 1)]
    [InlineData(0.5, 1)]
    [InlineData(0.1, 1000)]
    public void Comes_near_to_the_exact_worst_case_and_stays_above(double radius, double scale)
    {
        using var scope = NewDisposeScope();
        var network = Network();
        double gap = 0, margin = 0;
        for (var step = 0; step < 300; step++)
        {
            using var inner = NewDisposeScope();
            var (values, c) = Batch(step, scale);
            var bound = Dual(values, network.Multipliers(values, c, radius), radius).to_type(ScalarType.Float64);
            var exact = (KlBall.Weights(values.to_type(ScalarType.Float64), radius) * values).sum(-1);
            Assert.True((bound - exact).min().item<double>() >= -1e-5 * scale, $"{(bound - exact).min().item<double>()}");
            if (step >= 250)
                (gap, margin) = (gap + (bound - exact).mean().item<double>(), margin + (exact - values.mean([-1L])).mean().item<double>());
        }

        Assert.InRange(gap / margin, 0, 0.02);
    }

    /// <summary>With steps enough on one batch of a single ball the multiplier is the best one: its dual is the worst expectation.</summary>
    [Theory]
    [InlineData(new[] { 0.5, 0.3, 0.2 }, 0.1)]
    [InlineData(new[] { 0.2, 0.0, 0.8 }, 0.3)]
    public void One_ball_is_solved(double[] p, double radius)
    {
        using var scope = NewDisposeScope();
        var (values, nominal) = (tensor(new[] { 0.3f, -1.2f, 2 }), tensor(p, ScalarType.Float32));
        var b = Network(2000, 1e-3, 8).Multipliers(values, tensor(new[] { 0.5f, -1 }), radius, nominal);
        var exact = (KlBall.Weights(values, radius, nominal) * values).sum().item<float>();
        Assert.Equal([], b.shape);
        Assert.Equal(exact, Dual(values, b, radius, nominal).item<float>(), 5e-4);
    }

    /// <summary>One step at a small rate lowers the mean dual, whose derivative is what autograd says: Adam's first step is rate times its sign.</summary>
    [Fact]
    public void The_first_step_goes_down_everywhere()
    {
        using var scope = NewDisposeScope();
        var (values, c) = Batch(1);
        double Mean(int steps) => Dual(values, Network(steps, 1e-4).Multipliers(values, c, 0.3), 0.3).mean().item<float>();
        Assert.True(Mean(1) < Mean(0) && Mean(5) < Mean(1), $"{Mean(0)} {Mean(1)} {Mean(5)}");
    }

    [Fact]
    public void Radii_per_ball_and_shapes_that_broadcast()
    {
        using var scope = NewDisposeScope();
        var (values, c) = Batch(3);
        var one = Network(3).Multipliers(values, c, 0.2);
        Assert.Equal([Rows], one.shape);
        Assert.True(one.equal(Network(3).Multipliers(values, c, full([Rows], 0.2f))).all().item<bool>());
        Assert.Equal([5, Rows], Network(3).Multipliers(values.expand(5, Rows, Atoms), c, 0.2).shape);
        Assert.Equal([Rows], Network(3).Multipliers(values[0], c, 0.2).shape);
    }

    /// <summary>Equal values, radius 0 and huge ranges give numbers.</summary>
    [Theory]
    [InlineData(0, 0.1)]
    [InlineData(1, 0)]
    [InlineData(1e15, 0.1)]
    [InlineData(1e-15, 5)]
    public void Extremes_are_finite(double scale, double radius)
    {
        using var scope = NewDisposeScope();
        var (values, c) = Batch(4);
        var network = Network(20);
        var b = network.Multipliers(values * scale, c, radius);
        Assert.True(b.gt(0).logical_and(b.isfinite()).all().item<bool>());
        Assert.True(Dual(values * scale, b, radius).isfinite().all().item<bool>());
    }

    /// <summary>Atoms without probability, large as they are, change nothing; and values that are all equal say nothing of where to start.</summary>
    [Fact]
    public void Impossible_atoms_and_equal_values_do_not_mislead()
    {
        using var scope = NewDisposeScope();
        var (values, c) = Batch(4);
        var nominal = full_like(values, 1.0 / (Atoms - 1));
        nominal.select(1, 3).zero_();
        var raised = values.clone();
        raised.select(1, 3).fill_(1e6);
        values.select(1, 3).fill_(-5);
        var b = Network().Multipliers(values, c, 0.1, nominal);
        Close.To(b, Network().Multipliers(raised, c, 0.1, nominal));

        var late = Network();
        late.Multipliers(zeros_like(values), c, 0.1, nominal);
        Close.To(b, late.Multipliers(values, c, 0.1, nominal));
    }

    [Fact]
    public void A_checkpoint_gives_the_same_bits()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var (network, other) = (Network(), new AmortisedDual(2, 5, 5e-4, 64, new RandomStream(8, "dual"), CPU));
        var (values, c) = Batch(5);
        network.Multipliers(values, c, 0.1);
        Checkpoint.Save(folder["state"], "me", network);
        Checkpoint.Restore(folder["state"], "me", other);
        Assert.True(network.Multipliers(values, c, 0.1).equal(other.Multipliers(values, c, 0.1)).all().item<bool>());
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        Assert.Throws<UserError>(() => Network(-1));
        Assert.Throws<UserError>(() => Network(rate: 0));
        Assert.Throws<UserError>(() => Network(hidden: 0));
        using var scope = NewDisposeScope();
        var (values, c) = Batch(6);
        Assert.Throws<UserError>(() => Network().Multipliers(values, c, -0.1));
    }
}
