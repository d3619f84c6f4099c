using MLSpec.Dsl.Lowering.Bounds;

namespace MLSpec.Verification.Tests;

/// <summary>Small random networks, of which the exact answer is known by going through all patterns of active units.</summary>
public sealed class ExhaustiveTests
{
    /// <summary>How far from the exact threshold a question is put.</summary>
    private const double Step = 1e-3;

    public static TheoryData<int, int[]> Networks => new()
    {
        { 1, [2, 4, 3, 2] }, { 2, [2, 5, 2, 3] }, { 3, [2, 7, 2] }, { 4, [3, 3, 2, 2] }, { 5, [3, 5, 3] }, { 6, [2, 2, 3, 2, 2] }, { 7, [1, 8, 2] },
    };

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_single_condition(int seed, int[] widths)
    {
        var network = new SmallNetwork(seed, widths);
        double[] row = [.. Enumerable.Range(0, network.Outputs).Select(j => j == 0 ? 1.0 : j == 1 ? -1 : 0)];

        Decide(network, [[row]], network.SmallestLargest([row]));
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_conjunction(int seed, int[] widths)
    {
        var network = new SmallNetwork(seed, widths);
        double[][] rows = [Unit(network, 0, 1), Unit(network, 1, -0.5)];

        Decide(network, [rows], network.SmallestLargest(rows));
    }

    /// <summary>As properties 7 and 8 of ACAS Xu: each conjunction by itself decides.</summary>
    [Theory]
    [MemberData(nameof(Networks))]
    public void A_disjunction_of_conjunctions(int seed, int[] widths)
    {
        var network = new SmallNetwork(seed, widths);
        double[][][] cases = [[Unit(network, 0, 1), Unit(network, 1, 1)], [Unit(network, 0, -1), Unit(network, 1, 2)]];

        Decide(network, cases, cases.Min(network.SmallestLargest));
    }

    [Fact]
    public void Interval_arithmetic_decides_too()
    {
        var network = new SmallNetwork(11, 2, 3, 2);
        var row = Unit(network, 0, 1);

        Decide(network, [[row]], network.SmallestLargest([row]), new IntervalMethod());
    }

    private static double[] Unit(SmallNetwork network, int index, double factor) =>
        [.. Enumerable.Range(0, network.Outputs).Select(j => j == index ? factor : 0)];

    private static void Decide(SmallNetwork small, double[][][] cases, double threshold, BoundMethod? method = null)
    {
        var network = small.ToNetwork();
        Verdict Ask(double limit) =>
            new Verifier(network, method ?? new CrownMethod(), TimeSpan.FromSeconds(30)).Verify(small.Unsafe(cases, limit));

        var below = Ask(threshold - Step);
        Assert.Equal(Answer.Unsat, below.Answer);

        var above = Ask(threshold + Step);
        Assert.Equal(Answer.Sat, above.Answer);
        var (x, y) = (above.Counterexample!.Input.ToArray(), above.Counterexample.Output.ToArray());
        Assert.All(x, v => Assert.InRange(v, -1, 1));
        Assert.All(small.Answer(x).Zip(y), p => Assert.Equal(p.First, p.Second, 1e-9));
        Assert.Contains(cases, c => c.All(r => r.Zip(y, (f, v) => f * v).Sum() <= threshold + Step));
    }
}
