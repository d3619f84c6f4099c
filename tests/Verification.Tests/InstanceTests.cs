using MLSpec.Dsl.Lowering.Bounds;
using MLSpec.Verification.VnnLib;

namespace MLSpec.Verification.Tests;

/// <summary>The competition's smallest instances, written anew from their formulas, with known answers.</summary>
public sealed class InstanceTests
{
    /// <summary>y = relu (0.5 x); the weight stands on the left of a vector of one.</summary>
    private static Network Nano => new ModelBuilder(1)
        .Weight("W", [0.5f], 1, 1)
        .Node("MatMul", "h", ["W", "X"])
        .Node("Relu", "Y", ["h"])
        .Read();

    /// <summary>y = relu x.</summary>
    private static Network Tiny => new ModelBuilder(1)
        .Weight("W", [1], 1, 1)
        .Weight("b", [0], 1)
        .Node("MatMul", "h", ["W", "X"])
        .Node("Add", "s", ["h", "b"])
        .Node("Relu", "Y", ["s"])
        .Read();

    /// <summary>h = relu (x [1, 1] + 1.5), then relu ([[2, 2], [2, 2]] h + 2.5), then [3, 3] . + 3.5: y = 24 h + 18.5.</summary>
    private static Network Small => new ModelBuilder(1) { ListsInitializers = true }
        .Weight("W0", [1, 1], 2, 1).Weight("b0", [1.5f, 1.5f], 2)
        .Weight("W1", [2, 2, 2, 2], 2, 2).Weight("b1", [2.5f, 2.5f], 2)
        .Weight("W2", [3, 3], 1, 2).Weight("b2", [3.5f], 1)
        .Node("MatMul", "m0", ["W0", "X"]).Node("Add", "a0", ["m0", "b0"]).Node("Relu", "r0", ["a0"])
        .Node("MatMul", "m1", ["W1", "r0"]).Node("Add", "a1", ["m1", "b1"]).Node("Relu", "r1", ["a1"])
        .Node("MatMul", "m2", ["W2", "r1"]).Node("Add", "Y", ["m2", "b2"])
        .Read();

    [Fact]
    public void Nano_is_unsat() => Assert.Equal(Answer.Unsat, Verify(Nano, "(assert (<= Y_0 -1))").Answer);

    [Fact]
    public void Tiny_is_unsat() => Assert.Equal(Answer.Unsat, Verify(Tiny, "(assert (>= Y_0 100))").Answer);

    [Fact]
    public void Small_is_unsat() => Assert.Equal(Answer.Unsat, Verify(Small, "(assert (>= Y_0 100))").Answer);

    [Fact]
    public void The_twin_of_small_is_sat()
    {
        var verdict = Verify(Small, "(assert (>= Y_0 50))");

        Assert.Equal(Answer.Sat, verdict.Answer);
        var (x, y) = (verdict.Counterexample!.Input.Single(), verdict.Counterexample.Output.Single());
        Assert.InRange(x, -1, 1);
        Assert.Equal((24 * (x + 1.5)) + 18.5, y, 1e-12);
        Assert.True(y >= 50);
    }

    /// <summary>At the largest value, 78.5 at x = 1, the boundary itself is unsafe; a little above nothing is.</summary>
    [Theory]
    [InlineData("78.5", Answer.Sat)]
    [InlineData("78.50001", Answer.Unsat)]
    public void The_bound_is_exact(string limit, Answer expected) =>
        Assert.Equal(expected, Verify(Small, $"(assert (>= Y_0 {limit}))").Answer);

    [Fact]
    public void A_disjunction_of_input_boxes_is_searched_box_by_box()
    {
        // Only the second box reaches 70: y(0.9) = 76.1.
        const string text = """
            (declare-const X_0 Real)
            (declare-const Y_0 Real)
            (assert (or
                (and (<= X_0 0.0) (>= X_0 -1))
                (and (<= X_0 0.9) (>= X_0 0.5))
            ))
            (assert (>= Y_0 70))
            """;
        var verdict = Verify(Small, VnnLibReader.Read(text, "p.vnnlib"));

        Assert.Equal(Answer.Sat, verdict.Answer);
        Assert.InRange(verdict.Counterexample!.Input.Single(), 0.5, 0.9);
        Assert.Equal(Answer.Unsat, Verify(Small, VnnLibReader.Read(text.Replace("70", "77", StringComparison.Ordinal), "p.vnnlib")).Answer);
    }

    private static Verdict Verify(Network network, string assertion) =>
        Verify(network, VnnLibReader.Read(
            $"(declare-const X_0 Real)(declare-const Y_0 Real)(assert (>= X_0 -1))(assert (<= X_0 1)){assertion}", "p.vnnlib"));

    private static Verdict Verify(Network network, Property property) =>
        new Verifier(network, new CrownMethod(), TimeSpan.FromSeconds(20)).Verify(property);
}
