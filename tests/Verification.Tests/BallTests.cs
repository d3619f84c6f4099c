using MLSpec.Dsl.Lowering.Bounds;
using MLSpec.Dsl.Lowering.Ir.Operations;
using MLSpec.Runtime;

namespace MLSpec.Verification.Tests;

/// <summary>Balls around a point: what is proven holds for every point that is drawn, and what is refuted is a point of the ball.</summary>
public sealed class BallTests
{
    private static readonly double[] _center = [0.3, -0.2, 0.1];

    [Theory]
    [InlineData(Norm.L2)]
    [InlineData(Norm.L1)]
    [InlineData(Norm.LInfinity)]
    public void Every_radius_is_decided_and_a_larger_ball_is_not_safer(Norm norm)
    {
        var small = new SmallNetwork(21, 3, 6, 5, 3);
        var network = small.ToNetwork();
        var label = Label(small.Answer(_center));
        var answers = new List<Answer>();
        foreach (var radius in new[] { 0, 0.02, 0.1, 0.3, 1, 3 })
        {
            var verdict = new Verifier(network, new CrownMethod(), TimeSpan.FromSeconds(30))
                .Certify(new LabelledBall(norm, [.. _center], radius, label));
            answers.Add(verdict.Answer);
            if (verdict.Answer == Answer.Unsat)
                Assert.All(Points(norm, radius), x => Assert.Equal(label, Label(small.Answer(x))));
            else
                AssertUnsafe(small, verdict.Counterexample!.Input.ToArray(), norm, radius, label);
        }

        Assert.Equal(Answer.Unsat, answers[0]);
        Assert.Equal(Answer.Sat, answers[^1]);
        Assert.Equal(answers.OrderBy(a => a), answers);
    }

    /// <summary>At radii of which plain CROWN settles none in its first box.</summary>
    [Fact]
    public void Bounds_that_are_optimised_settle_larger_balls_at_once()
    {
        var small = new SmallNetwork(21, 3, 6, 5, 3);
        var network = small.ToNetwork();
        var label = Label(small.Answer(_center));
        long Boxes(BoundMethod method, Norm norm, double radius)
        {
            var verdict = new Verifier(network, method, TimeSpan.FromSeconds(60)).Certify(new LabelledBall(norm, [.. _center], radius, label));
            Assert.Equal(Answer.Unsat, verdict.Answer);
            return verdict.Boxes;
        }

        foreach (var norm in new[] { Norm.L2, Norm.LInfinity })
        {
            var radius = LargestProven(network, norm, label);
            var plain = Boxes(new CrownMethod(), norm, radius);
            Assert.True(plain > 1);
            Assert.True(Boxes(new AlphaCrownMethod(network.Graph.Integer(20)), norm, radius) <= plain);
            if (norm == Norm.L2)
                Assert.True(Boxes(new SdpCrownMethod(network.Graph.Integer(30)), norm, radius) <= plain);
        }
    }

    [Fact]
    public void A_ball_fits_the_network()
    {
        var verifier = new Verifier(new SmallNetwork(1, 3, 2, 2).ToNetwork(), new CrownMethod(), TimeSpan.FromSeconds(1));

        Assert.Equal(
            "The centre has 2 numbers, but the network has 3 inputs: [1, 3].",
            Assert.Throws<UserError>(() => verifier.Certify(new LabelledBall(Norm.L2, [0, 0], 1, 0))).Message);
        Assert.Equal(
            "The label 2 is none of the network's 2 outputs, counted from 0.",
            Assert.Throws<UserError>(() => verifier.Certify(new LabelledBall(Norm.L2, [0, 0, 0], 1, 2))).Message);
        Assert.Equal(
            "The property is about 1 inputs, but the network has 3: [1, 3].",
            Assert.Throws<UserError>(() => verifier.Verify(new Property(1, 2, []))).Message);
    }

    /// <summary>By bisection, to a part in 64 of the range from 0 to 1.</summary>
    private static double LargestProven(Network network, Norm norm, int label)
    {
        var (low, high) = (0.0, 1.0);
        for (var i = 0; i < 6; i++)
        {
            var middle = (low + high) / 2;
            var verdict = new Verifier(network, new CrownMethod(), TimeSpan.FromSeconds(60)).Certify(new LabelledBall(norm, [.. _center], middle, label));
            (low, high) = verdict.Answer == Answer.Unsat ? (middle, high) : (low, middle);
        }

        return low;
    }

    private static int Label(double[] answer) => Array.IndexOf(answer, answer.Max());

    private static void AssertUnsafe(SmallNetwork network, double[] x, Norm norm, double radius, int label)
    {
        double[] offset = [.. x.Zip(_center, (a, c) => Math.Abs(a - c))];
        var length = norm switch { Norm.L1 => offset.Sum(), Norm.L2 => Math.Sqrt(offset.Sum(d => d * d)), _ => offset.Max() };
        Assert.True(length <= radius * (1 + 1e-12), $"{length} is more than {radius}");
        var answer = network.Answer(x);
        Assert.True(answer.Where((_, k) => k != label).Max() >= answer[label] - 1e-9);
    }

    /// <summary>Points of the surface, along random directions.</summary>
    private static IEnumerable<double[]> Points(Norm norm, double radius)
    {
        var random = new System.Random(3);
        for (var i = 0; i < 3000; i++)
        {
            double[] direction = [.. _center.Select(_ => random.NextDouble() - 0.5)];
            var length = norm switch
            {
                Norm.L1 => direction.Sum(Math.Abs),
                Norm.L2 => Math.Sqrt(direction.Sum(d => d * d)),
                _ => direction.Max(Math.Abs),
            };
            yield return [.. _center.Zip(direction, (c, d) => c + (d * radius / length))];
        }
    }
}
