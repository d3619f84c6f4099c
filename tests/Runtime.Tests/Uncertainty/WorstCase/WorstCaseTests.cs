using FsCheck;
using FsCheck.Fluent;
using MLSpec.Runtime.Uncertainty;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Tests.Uncertainty.WorstCase;

/// <summary>Worst cases over sets of distributions against their definitions, their duals, and adversaries.</summary>
public sealed class WorstCaseTests
{
    public static TheoryData<string> Balls => [.. ProbabilityBall.All.Select(b => b.Name)];

    private static Gen<double[]> Values =>
        from n in Gen.Choose(1, 7)
        from scale in Gen.Elements(1e-3, 1.0, 1e4)
        from items in Gen.Choose(-20, 20).ArrayOf(n)
        select items.Select(i => i * scale / 7).ToArray();

    private static Gen<double[]> Laws(int n) =>
        from items in Gen.Choose(0, 9).ArrayOf(n)
        let total = (double)items.Sum()
        select total == 0 ? [.. items.Select(_ => 1.0 / n)] : items.Select(i => i / total).ToArray();

    /// <summary>A member of the set, and no less than the dual allows: strong duality to 1e-8 of the range.</summary>
    [Theory]
    [MemberData(nameof(Balls))]
    public void WeightsAreFeasibleAndOptimal(string name)
    {
        var ball = ProbabilityBall.Named(name);
        var cases = from f in Values from p in Laws(f.Length) from r in Gen.Elements(ball.Radii) select (f, p, r);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var (f, p, r) = c;
            var q = ball.Solve(f, r, p);
            var range = f.Where((_, i) => p[i] > 0).Max() - f.Where((_, i) => p[i] > 0).Min();
            var gap = (r == 0 ? Expectation(p, f) : ball.Dual(f, p, r)) - Expectation(q, f);
            return (Math.Abs(q.Sum() - 1) < 1e-9 && q.All(w => w >= 0)).Label($"no distribution: {Text(q)}")
                .And((ball.Size(q, p) <= r + 1e-8 + (1e-9 * r)).Label($"outside: {ball.Size(q, p):R} of {r}"))
                .And((gap <= (2e-8 * range) + 1e-9 && gap >= -(1e-6 * range) - 1e-9).Label($"gap {gap:R} of {range}"));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(400));
    }

    /// <summary>No distribution of a fine grid on the simplex is better, and one is nearly as good.</summary>
    [Theory]
    [MemberData(nameof(Balls))]
    public void BruteForceFindsNothingBetter(string name)
    {
        const int Steps = 200;
        var ball = ProbabilityBall.Named(name);
        double[] f = [0.3, -1.2, 2.0];
        double[] p = [0.5, 0.3, 0.2];
        foreach (var r in ball.Radii.Skip(2))
        {
            var best = Expectation(p, f);
            for (var i = 0; i <= Steps; i++)
            {
                for (var j = 0; j <= Steps - i; j++)
                {
                    double[] q = [i / (double)Steps, j / (double)Steps, (Steps - i - j) / (double)Steps];
                    if (ball.Size(q, p) <= r)
                        best = Math.Max(best, Expectation(q, f));
                }
            }

            var found = Expectation(ball.Solve(f, r, p), f);
            Assert.InRange(found, best - 1e-9, best + (2 * 3.2 / Steps));
        }
    }

    /// <summary>Weak duality: random members of the set never exceed the value.</summary>
    [Theory]
    [MemberData(nameof(Balls))]
    public void NoAdversaryDoesBetter(string name)
    {
        var ball = ProbabilityBall.Named(name);
        var cases = from f in Values
                    from p in Laws(f.Length)
                    from a in Laws(f.Length)
                    from r in Gen.Elements(ball.Radii)
                    select (f, p, a: a.Zip(p, (x, w) => w > 0 ? x : 0).ToArray(), r);
        Prop.ForAll(cases.Where(c => c.a.Sum() > 0).ToArbitrary(), c =>
        {
            var (f, p, a, r) = c;
            var total = a.Sum();
            double[] Towards(double t) => [.. p.Zip(a, (x, y) => ((1 - t) * x) + (t * y / total))];
            var (low, high) = (0.0, 1.0);
            for (var i = 0; i < 50; i++)
                (low, high) = ball.Size(Towards((low + high) / 2), p) <= r ? ((low + high) / 2, high) : (low, (low + high) / 2);
            return Expectation(Towards(low), f) <= Expectation(ball.Solve(f, r, p), f) + 1e-7 * (1 + f.Max(Math.Abs));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    [Theory]
    [MemberData(nameof(Balls))]
    public void FromTheMeanToTheMaximumAndMonotone(string name)
    {
        var ball = ProbabilityBall.Named(name);
        double[] f = [0.3, -1.2, 2.0, 2.0, 0.9];
        double[] p = [0.2, 0.3, 0.1, 0.15, 0.25];
        var along = ball.Radii.Select(r => Expectation(ball.Solve(f, r, p), f)).ToList();
        Assert.Equal(Expectation(p, f), along[0], 12);
        Assert.Equal(2.0, along[^1], 12);
        Assert.All(along.Zip(along.Skip(1)), pair => Assert.True(pair.First < pair.Second || pair.First == 2.0, string.Join(", ", along)));
        Assert.Equal(0.4, ball.Solve(f, ball.Radii[^1], p)[2], 12);
        Assert.Equal(0.6, ball.Solve(f, ball.Radii[^1], p)[3], 12);
    }

    [Theory]
    [MemberData(nameof(Balls))]
    public void EdgesHoldNoSurprises(string name)
    {
        var ball = ProbabilityBall.Named(name);
        foreach (var r in ball.Radii)
        {
            Assert.Equal([1.0], ball.Solve([3.0], r));
            Close.To([0.5f, 0.5f], Floats(ball.Solve([2.0, 2.0], r)));
            Assert.Equal(0, ball.Solve([1.0, 5.0, 2.0], r, [0.5, 0.0, 0.5])[1]);
            Assert.All(ball.Solve([1.0, double.PositiveInfinity, 2.0], r), w => Assert.InRange(w, 0, 1));
            Assert.All(ball.Solve([1.0, double.NegativeInfinity, 2.0], r), w => Assert.InRange(w, 0, 1));
            Assert.All(ball.Solve([1.0, 1 + 1e-13, 1e8], r), w => Assert.InRange(w, 0, 1));
            Assert.Contains(double.NaN, ball.Solve([1.0, double.NaN, 2.0], r));

            // Weights do not depend on the order of the atoms, on the scale of the values, or on a common factor of the probabilities.
            var plain = Floats(ball.Solve([0.1, 0.7, 0.7, -3], r, [0.1, 0.2, 0.3, 0.4]));
            Close.To([plain[3], plain[1], plain[0], plain[2]], Floats(ball.Solve([-3, 0.7, 0.1, 0.7], r, [0.4, 0.2, 0.1, 0.3])));
            Close.To(plain, Floats(ball.Solve([1001e3, 1007e3, 1007e3, 970e3], r, [1, 2, 3, 4])), absolute: 1e-6);
        }
    }

    /// <summary>Every position of the other dimensions by itself, along any dimension, in either precision.</summary>
    [Theory]
    [MemberData(nameof(Balls))]
    public void ProblemsAreBatched(string name)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        var values = randn([4, 6, 3], ScalarType.Float64, generator: generator);
        var nominal = rand([6, 1], ScalarType.Float64, generator: generator);
        var radius = ProbabilityBall.Named(name).Radii[4];
        Tensor Weights(Tensor f, Tensor p, long dimension) => name switch
        {
            "kl" => KlBall.Weights(f, radius, p, dimension),
            "chi2" => Chi2Ball.Weights(f, radius, p, dimension),
            "tv" => TvBall.Weights(f, radius, p, dimension),
            _ => Cvar.Weights(f, radius, p, dimension),
        };
        var all = Weights(values, nominal, -2);
        Assert.Equal(values.shape, all.shape);
        for (var i = 0; i < 4; i++)
        {
            for (var j = 0; j < 3; j++)
                Close.To(Weights(values[i, TensorIndex.Colon, j], nominal.squeeze(-1), -1), all[i, TensorIndex.Colon, j]);
        }

        var single = Weights(values.to_type(ScalarType.Float32), nominal.to_type(ScalarType.Float32), -2);
        Assert.Equal(ScalarType.Float32, single.dtype);
        Close.To(all, single, 1e-4, 1e-5);
    }

    [Fact]
    public void EachProblemMayHaveItsOwnRadius()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        var values = randn([5, 3], ScalarType.Float64, generator: generator);
        var radii = tensor(new[] { 0.0, 0.3, 0.9 }).to_type(ScalarType.Float64);
        foreach (var (along, one) in new (Func<Tensor, Tensor, Tensor?, long, Tensor>, Func<Tensor, double, Tensor?, long, Tensor>)[]
        {
            (KlBall.Weights, KlBall.Weights), (Chi2Ball.Weights, Chi2Ball.Weights), (TvBall.Weights, TvBall.Weights),
        })
        {
            var all = along(values, radii, null, -2);
            for (var j = 0; j < 3; j++)
                Close.To(one(values[TensorIndex.Colon, j], radii[j].item<double>(), null, -1), all[TensorIndex.Colon, j]);
        }
    }

    /// <summary>The gradient of the value in the values is the weights (Danskin), by finite differences where the weights are unique.</summary>
    [Theory]
    [MemberData(nameof(Balls))]
    public void TheWeightsAreTheGradient(string name)
    {
        var ball = ProbabilityBall.Named(name);
        double[] f = [0.3, -1.2, 2.0, 1.1, 0.9];
        double[] p = [0.2, 0.3, 0.1, 0.15, 0.25];
        foreach (var r in ball.Radii.Skip(2))
        {
            var q = ball.Solve(f, r, p);
            for (var i = 0; i < f.Length; i++)
            {
                double At(double step) => f.Select((v, j) => j == i ? v + step : v).ToArray() is var moved ? Expectation(ball.Solve(moved, r, p), moved) : 0;
                Assert.Equal((At(1e-4) - At(-1e-4)) / 2e-4, q[i], 1e-5);
            }
        }
    }

    /// <summary>For many normal values the KL ball's worst case is mean + deviation sqrt(2 radius), the chi-squared ball's mean + deviation sqrt(radius).</summary>
    [Fact]
    public void NormalValuesHaveTheirKnownWorstCases()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5);
        var f = 3 + (2 * randn(200_000, ScalarType.Float64, generator: generator));
        Assert.Equal(3 + (2 * Math.Sqrt(0.2)), (KlBall.Weights(f, 0.1) * f).sum().item<double>(), 2e-2);
        Assert.Equal(3 + (2 * Math.Sqrt(0.02)), (Chi2Ball.Weights(f, 0.02) * f).sum().item<double>(), 2e-2);
        Assert.Equal(3 + (2 * 1.754983), (Cvar.Weights(f, 0.1) * f).sum().item<double>(), 3e-2);
    }

    [Fact]
    public void TheWorstGroupHasAllTheWeight()
    {
        using var scope = NewDisposeScope();
        var f = tensor(new[] { 1.0, 5.0, 2.0, 3.0, -9.0 });
        var groups = tensor(new long[] { 0, 1, 0, 3, 1 });
        Close.To([0, 0, 0, 1, 0], Close.Numbers(Groups.Weights(f, groups, 4)));
        Close.To([0, 0.5f, 0, 0, 0.5f], Close.Numbers(Groups.Weights(-f, tensor(new long[] { 0, 1, 0, 0, 1 }), 2)));
        Close.To([0.25f, 0, 0.75f, 0, 0], Close.Numbers(Groups.Weights(f, tensor(new long[] { 2, 1, 2, 0, 1 }), 3, tensor(new[] { 1.0, 1, 3, 0, 1 }))));
        var batched = Groups.Weights(stack([f, -f], 1), groups.unsqueeze(-1), 4, dimension: -2);
        Close.To(Groups.Weights(-f, groups, 4), batched[TensorIndex.Colon, 1]);
    }

    /// <summary>lambda times exp(rate times mean) over its sum, shared equally within a group; absent groups keep theirs; a copy goes on from a checkpoint.</summary>
    [Fact]
    public void AMixtureFollowsTheWorstGroup()
    {
        using var scope = NewDisposeScope();
        var (mixture, groups) = (new GroupMixture(3, 0.5, CPU), tensor(new long[] { 0, 2, 0, 2, 2 }));
        double[] lambda = [1.0 / 3, 1.0 / 3, 1.0 / 3];
        foreach (var f in new double[][] { [1, 2, 3, 0, 7], [-1, 4, 0.5, 4, 1], [100, -90, 0, 3, 3] })
        {
            double[] means = [(f[0] + f[2]) / 2, 0, (f[1] + f[3] + f[4]) / 3];
            lambda = [.. lambda.Zip(means, (l, m) => l * Math.Exp(0.5 * m))];
            lambda = [.. lambda.Select(l => l / lambda.Sum())];
            var present = lambda[0] + lambda[2];
            var expected = new[] { 0, 2, 0, 2, 2 }.Select(g => (float)(lambda[g] / present / (g == 0 ? 2 : 3))).ToArray();
            Close.To(expected, Close.Numbers(mixture.Weights(tensor(f).to(ScalarType.Float32), groups)), 1e-4);
        }

        Close.Refused("above 0", () => _ = new GroupMixture(3, 0, CPU));
    }

    [Fact]
    public void WhatIsNoRadiusIsRefused()
    {
        using var f = zeros(3);
        Close.Refused("at least 0", () => KlBall.Weights(f, -0.1));
        Close.Refused("at least 0", () => Chi2Ball.Weights(f, double.NaN));
        Close.Refused("a fraction from 0 to 1", () => TvBall.Weights(f, 1.1));
        Close.Refused("above 0 and at most 1", () => Cvar.Weights(f, 0));
    }

    private static double Expectation(double[] q, double[] f) => q.Zip(f, (w, v) => w == 0 ? 0 : w * v).Sum();

    private static float[] Floats(double[] numbers) => [.. numbers.Select(n => (float)n)];

    private static string Text(double[] numbers) => string.Join(", ", numbers);
}
