using MLSpec.Dsl.Lowering.Bounds;
using MLSpec.Runtime;
using MLSpec.Verification.Search;
using MLSpec.Verification.VnnLib;

namespace MLSpec.Verification.Tests;

/// <summary>What is neither proven nor refuted.</summary>
public sealed class OutcomeTests
{
    [Fact]
    public void No_time_is_a_timeout()
    {
        var verdict = Ask(new SmallNetwork(1, 2, 4, 2), "(assert (<= Y_0 -1000))", TimeSpan.Zero);

        Assert.Equal((Answer.Timeout, 0), (verdict.Answer, verdict.Boxes));
        Assert.Null(verdict.Counterexample);
    }

    [Fact]
    public void A_hard_question_ends_when_the_time_does()
    {
        // Between the lowest value that a search finds and what the bounds of a few boxes prove.
        var verdict = Ask(new SmallNetwork(3, 6, 30, 30, 30, 2), "(assert (<= Y_0 -200))", TimeSpan.FromSeconds(1));

        Assert.Equal(Answer.Timeout, verdict.Answer);
        Assert.True(verdict.Elapsed >= TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void What_rounding_hides_is_unknown()
    {
        var model = new ModelBuilder(1).Node("Relu", "Y", ["X"]).Read();
        var property = VnnLibReader.Read(
            "(declare-const X_0 Real)(declare-const Y_0 Real)(assert (= X_0 1))(assert (>= Y_0 1.000000000001))", "p.vnnlib");

        Assert.Equal(Answer.Unknown, new Verifier(model, new CrownMethod(), TimeSpan.FromSeconds(10)).Verify(property).Answer);
    }

    [Fact]
    public void Without_conditions_every_point_is_unsafe_and_without_points_none_is()
    {
        var small = new SmallNetwork(1, 2, 4, 2);

        Assert.Equal(Answer.Sat, Ask(small, "", TimeSpan.FromSeconds(10)).Answer);
        Assert.Equal(Answer.Unsat, Ask(small, "(assert (<= X_0 -2))", TimeSpan.FromSeconds(10)).Answer);
    }

    [Fact]
    public void Conditions_may_join_inputs_and_outputs()
    {
        // y = relu x on [-1, 1]: y >= x + 0.5 exactly where x <= -0.5, and y >= x + 1.5 nowhere.
        var model = new ModelBuilder(1).Node("Relu", "Y", ["X"]).Read();
        Verdict Of(string offset) => new Verifier(model, new CrownMethod(), TimeSpan.FromSeconds(10)).Verify(VnnLibReader.Read(
            $"(declare-const X_0 Real)(declare-const Y_0 Real)(assert (>= X_0 -1))(assert (<= X_0 1))(assert (>= Y_0 (+ X_0 {offset})))", "p.vnnlib"));

        Assert.InRange(Of("0.5").Counterexample!.Input.Single(), -1, -0.5);
        Assert.Equal(Answer.Unsat, Of("1.5").Answer);
    }

    [Fact]
    public void An_operator_without_bounds_is_named()
    {
        var model = new ModelBuilder(1, 2).Node("Mul", "Y", ["X", "X"]).Read();
        var property = VnnLibReader.Read(
            "(declare-const X_0 Real)(declare-const X_1 Real)(declare-const Y_0 Real)(declare-const Y_1 Real)"
            + "(assert (>= X_0 0))(assert (<= X_0 1))(assert (>= X_1 0))(assert (<= X_1 1))(assert (<= Y_0 -1))", "p.vnnlib");
        var verifier = new Verifier(model, new CrownMethod(), TimeSpan.FromSeconds(10));

        var refusal = Assert.Throws<UserError>(() => verifier.Verify(property));

        Assert.StartsWith("node 'Y_node' (Mul): ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_counterexample_is_written_as_the_competition_does() =>
        Assert.Equal(
            "((X_0 0.1)\n(X_1 -1E-20)\n(Y_0 3))", new Counterexample([0.1, -1e-20], [3]).ToString());

    private static Verdict Ask(SmallNetwork small, string assertion, TimeSpan limit)
    {
        var text = string.Concat(
            Enumerable.Range(0, small.Inputs).Select(i => $"(declare-const X_{i} Real)(assert (<= X_{i} 1))(assert (>= X_{i} -1))\n"))
            + string.Concat(Enumerable.Range(0, small.Outputs).Select(j => $"(declare-const Y_{j} Real)\n"));
        return new Verifier(small.ToNetwork(), new CrownMethod(), limit).Verify(VnnLibReader.Read(text + assertion, "p.vnnlib"));
    }
}
