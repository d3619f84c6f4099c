using MLSpec.Runtime.Protocol;
using MLSpec.Runtime.Statistics;

namespace MLSpec.Runtime.Tests.Protocol;

public class ClaimTests
{
    private readonly record struct Cell(string Method, int Seed);

    private readonly record struct Values(double Score);

    private static readonly Measure<Values> _score = new("score", Unit.Fraction, values => values.Score);

    [Fact]
    public void Held_refuted_and_undecided()
    {
        double[] low = [0.50, 0.52, 0.51, 0.49, 0.50], high = [0.60, 0.61, 0.63, 0.59, 0.62];
        Assert.Equal(Verdict.Held, Decide(low, high, (a, b) => b > a + 0.05).Verdict);
        Assert.Equal(Verdict.Refuted, Decide(low, high, (a, b) => b < a).Verdict);
        Assert.Equal(Verdict.Refuted, Decide(low, high, (a, b) => b > a + 0.2).Verdict);
        Assert.Equal(Verdict.Undecided, Decide(low, high, (a, b) => b - a > 0.107).Verdict);
    }

    [Fact]
    public void The_comparison_keeps_both_sides_and_the_interval()
    {
        var claim = Decide([0.5, 0.6, 0.7], [0.6, 0.7, 0.8], (a, b) => b > a + 0.02);
        var comparison = Assert.Single(claim.Comparisons);
        Assert.Equal(0.7, comparison.Left, 1e-12);
        Assert.Equal(0.62, comparison.Right, 1e-12);
        Assert.Equal(0.08, comparison.Difference, 1e-12);
        Assert.Equal("fraction", comparison.Unit);
        Assert.Equal(3, claim.Replicates);
        // Each replicate differs by exactly 0.1, so with pairs the difference has no spread at all.
        Assert.Equal(0, comparison.Interval!.Width, 1e-12);
    }

    [Fact]
    public void Replicates_are_paired()
    {
        // The seeds differ by far more than the methods do; only pairs can tell the methods apart.
        double[] plain = [0.1, 0.3, 0.5, 0.7, 0.9], better = [0.12, 0.33, 0.52, 0.72, 0.93];
        Assert.Equal(Verdict.Held, Decide(plain, better, (a, b) => b > a).Verdict);
        Assert.Equal(Verdict.Undecided, Decide(plain, [0.72, 0.12, 0.93, 0.33, 0.52], (a, b) => b > a).Verdict);
    }

    [Theory]
    [InlineData(Relation.Greater, Verdict.Refuted)]
    [InlineData(Relation.GreaterOrEqual, Verdict.Held)]
    [InlineData(Relation.Less, Verdict.Refuted)]
    [InlineData(Relation.LessOrEqual, Verdict.Held)]
    public void Equal_sides_satisfy_only_relations_that_include_equality(Relation relation, Verdict expected) =>
        Assert.Equal(expected, Decide([0.5, 0.6, 0.4], [0.5, 0.6, 0.4], (a, b) => relation switch
        {
            Relation.Greater => a > b,
            Relation.GreaterOrEqual => a >= b,
            Relation.Less => a < b,
            _ => a <= b,
        }).Verdict);

    [Fact]
    public void One_replicate_decides_nothing()
    {
        var claim = Decide([0.1], [0.9], (a, b) => b > a);
        Assert.Equal(Verdict.Undecided, claim.Verdict);
        Assert.Null(claim.Comparisons[0].Interval);
    }

    [Fact]
    public void Without_a_replicate_axis_the_values_decide()
    {
        Assert.Equal(Verdict.Held, Decide([0.1], [0.9], (a, b) => b > a, replicated: false).Verdict);
        Assert.Equal(Verdict.Refuted, Decide([0.1], [0.9], (a, b) => b <= a, replicated: false).Verdict);
        Assert.Equal(Verdict.Undecided, Decide([double.NaN], [0.9], (a, b) => b > a, replicated: false).Verdict);
    }

    [Fact]
    public void And_and_or_are_three_valued()
    {
        double[] a = [0.50, 0.52, 0.48], b = [0.60, 0.62, 0.61], c = [0.45, 0.60, 0.50];
        Assert.Equal(Verdict.Held, Decide(a, b, (x, y) => (y > x) & (y > x + 0.01)).Verdict);
        Assert.Equal(Verdict.Refuted, Decide(a, b, (x, y) => (y > x) & (y < x)).Verdict);
        Assert.Equal(Verdict.Held, Decide(a, b, (x, y) => (y > x) | (y < x)).Verdict);
        Assert.Equal(Verdict.Undecided, Decide(a, c, (x, y) => (y > x) & (y < 0.9)).Verdict);
        Assert.Equal(Verdict.Refuted, Decide(a, c, (x, y) => (y > x) & (y > 0.9)).Verdict);
        Assert.Equal(2, Decide(a, c, (x, y) => (y > x) | (y > 0.9)).Comparisons.Count);
    }

    [Fact]
    public void Arithmetic_of_quantities_is_that_of_numbers()
    {
        double[] a = [0.5, 0.5], b = [0.2, 0.2];
        Assert.Equal(0.25, Left((x, y) => x * y / 0.4), 1e-12);
        Assert.Equal(-0.5, Left((x, _) => -x), 1e-12);
        Assert.Equal(0.3, Left((x, y) => Quantity.Abs(y - x)), 1e-12);
        Assert.Equal(0.5, Left((x, y) => Quantity.Max(x, y)), 1e-12);
        Assert.Equal(0.2, Left((x, y) => Quantity.Min(x, y)), 1e-12);
        double Left(Func<Quantity, Quantity, Quantity> quantity) => Decide(a, b, (x, y) => quantity(x, y) > 0).Comparisons[0].Left;
    }

    [Fact]
    public void A_condition_that_selects_nothing_is_an_error()
    {
        var sample = new Sample<Cell, Values>([new("a", 1)], null, new Dictionary<Measure<Values>, double[]> { [_score] = [1] });
        Assert.Contains("no cell of the grid", Assert.Throws<UserError>(() => sample.Mean(_score, cell => cell.Seed == 9)).Message);
    }

    private static ClaimResult Decide(double[] a, double[] b, Func<Quantity, Quantity, Proposition> claim, bool replicated = true)
    {
        Cell[] cells = [.. a.Select((_, i) => new Cell("a", i + 1)), .. b.Select((_, i) => new Cell("b", i + 1))];
        var axis = replicated ? Axis<Cell>.Replicates("seed", cell => cell.Seed) : null;
        var sample = new Sample<Cell, Values>(cells, axis, new Dictionary<Measure<Values>, double[]> { [_score] = [.. a, .. b] });
        var judge = new Judge(new Bootstrap(sample.Replicates, "claims"), replicated, IntervalMethod.ExpandedPercentile, 0.95);
        return new Findings<Cell, Values>(cells, sample, judge).Decide([new Claim<Cell, Values>("claim", "source", s =>
            claim(s.Mean(_score, cell => cell.Method == "a"), s.Mean(_score, cell => cell.Method == "b")))])[0];
    }
}
