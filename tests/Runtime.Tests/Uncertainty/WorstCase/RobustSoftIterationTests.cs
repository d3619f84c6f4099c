using FsCheck;
using FsCheck.Fluent;
using MLSpec.Runtime.Random;
using MLSpec.Runtime.Uncertainty;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Tests.Uncertainty.WorstCase;

/// <summary>
/// Robust soft value and policy iteration on finite decision processes with a KL ball around each kernel, its worst cases from the runtime's duals: the theory of arXiv:2506.12622, section 3, in
/// numbers. The operator is a contraction in the largest norm whose modulus is the discount (Iyengar, 2005), and policies get better until none is.
/// </summary>
public sealed class RobustSoftIterationTests
{
    /// <summary>Decision processes side by side, all of one size.</summary>
    /// <param name="Kernels">[b, s, a, s], probabilities.</param>
    /// <param name="Rewards">[b, s, a].</param>
    /// <param name="Radii">[b, 1, 1, 1], in nats.</param>
    /// <param name="Discount">Below 1.</param>
    /// <param name="Temperature">What a nat of entropy earns.</param>
    private sealed record Processes(Tensor Kernels, Tensor Rewards, Tensor Radii, double Discount, double Temperature)
    {
        public static Processes Drawn(long seed, int count, int states, int actions, double discount, double temperature, params double[] radii)
        {
            var random = new RandomStream(seed, "process");
            // Some successors are impossible.
            var odds = (random.Uniform([count, states, actions, states], 0, 1).to(float64) - 0.2).clamp_min(0) + (eye(states, dtype: float64).reshape(1, states, 1, states) * 0.05);
            return new(
                odds / odds.sum(-1, keepdim: true), random.Uniform([count, states, actions], -1, 1).to(float64),
                tensor(radii).expand(count).reshape(count, 1, 1, 1), discount, temperature);
        }

        public Tensor Zero => zeros([Kernels.size(0), Kernels.size(1)], float64);

        /// <summary>r + discount inf E v over the ball of each state and action: [b, s, a] of v [b, s].</summary>
        public Tensor Worth(Tensor v)
        {
            var next = v[TensorIndex.Colon, TensorIndex.None, TensorIndex.None].expand_as(Kernels);
            return Rewards + (Discount * (KlBall.Weights(-next, Radii, Kernels) * next).sum(-1));
        }

        /// <summary>The soft maximum over the actions.</summary>
        public Tensor Best(Tensor v) => (Worth(v) / Temperature).logsumexp(-1) * Temperature;

        /// <summary>What a policy, [b, s, a], makes of v.</summary>
        public Tensor Evaluated(Tensor policy, Tensor v) => (policy * (Worth(v) - (Temperature * policy.log()))).sum(-1);

        /// <summary>The best answer to v.</summary>
        public Tensor Improved(Tensor v) => (Worth(v) / Temperature).softmax(-1);

        public Tensor Fixed(Func<Tensor, Tensor> step, Tensor start)
        {
            var v = start;
            for (var sweep = 0; sweep < Math.Log(1e-11) / Math.Log(Discount); sweep++)
            {
                using var scope = NewDisposeScope();
                v = step(v).MoveToOuterDisposeScope();
            }

            return v;
        }
    }

    private static readonly double[] _radii = [0, 0.01, 0.1, 0.5, 2];

    private static double Largest(Tensor difference) => difference.abs().max().item<double>();

    /// <summary>Applied to two value functions the operators bring them together by the discount; a constant is taken along, times the discount.</summary>
    [Fact]
    public void The_operators_are_contractions()
    {
        var cases =
            from seed in Gen.Choose(1, 1_000_000)
            from states in Gen.Choose(1, 5)
            from actions in Gen.Choose(1, 3)
            from radius in Gen.Elements(_radii)
            from discount in Gen.Elements(0.0, 0.5, 0.95)
            from temperature in Gen.Elements(0.01, 1.0)
            from scale in Gen.Elements(0.1, 1.0, 100.0)
            select (seed, states, actions, radius, discount, temperature, scale);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            using var scope = NewDisposeScope();
            var process = Processes.Drawn(c.seed, 4, c.states, c.actions, c.discount, c.temperature, c.radius);
            var random = new RandomStream(c.seed, "values");
            Tensor Values() => random.Normal([4, c.states]).to(float64) * c.scale;
            var (v, w) = (Values(), Values());
            var policy = random.Normal([4, c.states, c.actions]).to(float64).softmax(-1);
            var distance = (v - w).abs().amax([-1]);
            var slack = 1e-8 * c.scale;
            bool Contracts(Func<Tensor, Tensor> step) => (step(v) - step(w)).abs().amax([-1]).le((c.discount * distance) + slack).all().item<bool>()
                && Largest(step(v + 3) - step(v) - (c.discount * 3)) <= slack;
            return Contracts(process.Best) && Contracts(u => process.Evaluated(policy, u));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(150));
    }

    [Fact]
    public void There_is_one_fixed_point_whatever_it_starts_from()
    {
        using var scope = NewDisposeScope();
        var process = Processes.Drawn(1, 5, 4, 3, 0.7, 0.2, _radii);
        var random = new RandomStream(2, "start");
        var found = process.Fixed(process.Best, process.Zero);
        Assert.InRange(Largest(process.Best(found) - found), 0, 1e-9);
        foreach (var scale in new[] { 1.0, 50 })
            Assert.InRange(Largest(process.Fixed(process.Best, random.Normal([5, 4]).to(float64) * scale) - found), 0, 1e-7);
    }

    /// <summary>Without a ball it is soft value iteration, here in plain doubles.</summary>
    [Fact]
    public void Radius_0_is_soft_value_iteration()
    {
        using var scope = NewDisposeScope();
        var process = Processes.Drawn(3, 3, 4, 3, 0.8, 0.3, 0);
        AssertPlain(process, process.Fixed(process.Best, process.Zero), (p, v) => p.Zip(v, (a, b) => a * b).Sum());
    }

    /// <summary>With two states a ball is an interval, whose end is found by halving: plain robust soft value iteration.</summary>
    [Theory]
    [InlineData(0.01)]
    [InlineData(0.2)]
    [InlineData(1)]
    public void Two_states_have_the_values_of_plain_robust_iteration(double radius)
    {
        using var scope = NewDisposeScope();
        var process = Processes.Drawn(4, 6, 2, 3, 0.8, 0.3, radius);
        AssertPlain(process, process.Fixed(process.Best, process.Zero), (p, v) =>
        {
            var worse = v[0] <= v[1] ? 0 : 1;
            double Divergence(double q) => (q == 0 ? 0 : q * Math.Log(q / p[worse])) + (q == 1 ? 0 : (1 - q) * Math.Log((1 - q) / p[1 - worse]));
            if (p[worse] == 0 || p[worse] == 1)
                return v[p[0] == 1 ? 0 : 1];
            var (low, high) = (p[worse], 1.0);
            for (var i = 0; i < 60; i++)
                (low, high) = Divergence((low + high) / 2) <= radius ? ((low + high) / 2, high) : (low, (low + high) / 2);
            var share = Divergence(1) <= radius ? 1 : low;
            return (share * v[worse]) + ((1 - share) * v[1 - worse]);
        });
    }

    /// <summary>A larger ball holds worse laws; the largest holds the worst successor that is possible at all.</summary>
    [Fact]
    public void Values_fall_with_the_radius_to_those_of_the_worst_successors()
    {
        using var scope = NewDisposeScope();
        Tensor? before = null;
        foreach (var radius in (double[])[.. _radii, 50])
        {
            var process = Processes.Drawn(5, 4, 4, 2, 0.8, 0.3, radius);
            var found = process.Fixed(process.Best, process.Zero);
            if (before is not null)
                Assert.True((before - found).min().item<double>() >= -1e-8 && (before - found).max().item<double>() > (radius == 50 ? -1 : 1e-3), $"{radius}");
            before = found;
            if (radius == 50)
                AssertPlain(process, found, (p, v) => v.Where((_, i) => p[i] > 0).Min());
        }
    }

    [Fact]
    public void Policy_iteration_gets_better_until_it_is_best()
    {
        using var scope = NewDisposeScope();
        var process = Processes.Drawn(6, 5, 4, 3, 0.7, 0.2, _radii);
        var best = process.Fixed(process.Best, process.Zero);
        var policy = full_like(process.Rewards, 1.0 / 3);
        Tensor? before = null;
        for (var round = 0; round < 12; round++)
        {
            var held = policy;
            var value = process.Fixed(v => process.Evaluated(held, v), before ?? process.Zero);
            Assert.True((value - best).max().item<double>() <= 1e-8, "better than the best");
            if (before is not null)
                Assert.True((value - before).min().item<double>() >= -1e-8, $"worse in round {round}");
            (before, policy) = (value, process.Improved(value));
        }

        Assert.InRange(Largest(before! - best), 0, 1e-7);
    }

    /// <summary>Every multiplier gives a bound from below, so that values with a network of multipliers are never too high, and close to the exact ones once it is trained.</summary>
    [Fact]
    public void An_amortised_dual_is_on_the_safe_side_and_close()
    {
        const int States = 4, Actions = 2;
        const double Radius = 0.1;
        using var scope = NewDisposeScope();
        var process = Processes.Drawn(7, 1, States, Actions, 0.8, 0.3, Radius);
        var exact = process.Fixed(process.Best, process.Zero);
        var nominal = process with { Radii = zeros_like(process.Radii) };
        var price = Largest(nominal.Fixed(nominal.Best, process.Zero) - exact);
        var network = new AmortisedDual(States * Actions, 5, 1e-3, 32, new RandomStream(7, "dual"), CPU);
        var (kernels, which) = (process.Kernels[0].to(float32), eye(States * Actions).reshape(States, Actions, -1));
        var v = zeros([States], float64);
        for (var sweep = 0; sweep < 300; sweep++)
        {
            using var inner = NewDisposeScope();
            var next = v.to(float32).expand(States, Actions, States);
            var b = network.Multipliers(-next, which, Radius, kernels).to(float64);
            var worst = -(b * (((-next.to(float64) / b.unsqueeze(-1)) + process.Kernels[0].log()).logsumexp(-1) + Radius));
            v = (((process.Rewards[0] + (process.Discount * worst)) / process.Temperature).logsumexp(-1) * process.Temperature).MoveToOuterDisposeScope();
        }

        Assert.True((v - exact[0]).max().item<double>() <= 1e-5);
        Assert.InRange(Largest(v - exact[0]), 0, 0.03 * price);
    }

    /// <summary>Value iteration in doubles, with an expectation against the ball of its own.</summary>
    private static void AssertPlain(Processes process, Tensor found, Func<double[], double[], double> worst)
    {
        var (count, states, actions) = ((int)process.Rewards.size(0), (int)process.Rewards.size(1), (int)process.Rewards.size(2));
        double[] Numbers(Tensor tensor) => [.. tensor.contiguous().data<double>()];
        for (var b = 0; b < count; b++)
        {
            var (rewards, v) = (Numbers(process.Rewards[b]), new double[states]);
            var kernels = Enumerable.Range(0, states * actions).Select(i => Numbers(process.Kernels[b, i / actions, i % actions])).ToArray();
            for (var sweep = 0; sweep < 200; sweep++)
            {
                v = [.. Enumerable.Range(0, states).Select(s => process.Temperature * Math.Log(Enumerable.Range(0, actions)
                    .Sum(a => Math.Exp((rewards[(s * actions) + a] + (process.Discount * worst(kernels[(s * actions) + a], v))) / process.Temperature))))];
            }

            foreach (var (plain, tensor) in v.Zip(Numbers(found[b])))
                Assert.Equal(plain, tensor, 1e-7);
        }
    }
}
