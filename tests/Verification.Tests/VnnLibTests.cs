using MLSpec.Runtime;
using MLSpec.Verification.VnnLib;

namespace MLSpec.Verification.Tests;

public sealed class VnnLibTests
{
    private const string Declarations = "(declare-const X_0 Real)\n(declare-const X_1 Real)\n(declare-const Y_0 Real)\n(declare-const Y_1 Real)\n";

    private const string Box = "(assert (>= X_0 -1)) (assert (<= X_0 1)) (assert (>= X_1 -2.5e-1)) (assert (<= X_1 +.5E1))\n";

    [Fact]
    public void A_box_and_conditions()
    {
        var property = Read(Box + "(assert (<= Y_0 Y_1)) ; comment (\n(assert (>= Y_1 (- 3)))");

        Assert.Equal((2, 2), (property.InputCount, property.OutputCount));
        var single = Assert.Single(property.Cases);
        Assert.Equal([-1, -0.25], single.Box.Low.ToArray());
        Assert.Equal([1, 5], single.Box.High.ToArray());
        Assert.Equal([Row([1, -1], 0), Row([0, -1], 3)], single.Rows.ToArray());
    }

    [Fact]
    public void Every_conjunction_of_a_disjunction_is_a_case()
    {
        var property = Read(Box + "(assert (or (and (<= Y_0 1) (<= Y_1 2)) (and (>= Y_0 3)) (>= Y_1 4)))");

        Assert.Equal(
            [[Row([1, 0], 1), Row([0, 1], 2)], [Row([-1, 0], -3)], [Row([0, -1], -4)]], property.Cases.Select(c => c.Rows.ToArray()));
        Assert.All(property.Cases, c => Assert.Equal(property.Cases[0].Box, c.Box));
    }

    [Fact]
    public void Disjunctions_combine_and_nest()
    {
        var property = Read(Box + "(assert (or (<= Y_0 1) (<= Y_0 2)))(assert (or (<= Y_1 3) (and (or (<= Y_1 4) (<= Y_1 5)) (<= Y_0 6))))");

        Assert.Equal(6, property.Cases.Length);
        Assert.Equal([Row([1, 0], 2), Row([0, 1], 5), Row([1, 0], 6)], property.Cases[^1].Rows.OrderBy(r => r.Limit));
    }

    [Fact]
    public void Bounds_of_inputs_may_stand_in_disjunctions()
    {
        var property = Read(
            "(assert (>= X_1 0))(assert (<= X_1 1))(assert (or (and (>= X_0 0) (<= X_0 1)) (and (>= X_0 2) (<= X_0 3)) (and (>= X_0 5) (<= X_0 4))))");

        Assert.Equal([0, 2], property.Cases.Select(c => c.Box.Low[0]));
        Assert.Equal([1, 3], property.Cases.Select(c => c.Box.High[0]));
    }

    [Fact]
    public void Linear_terms()
    {
        var property = Read(Box + "(assert (<= (+ (* 2 Y_0) (* Y_1 -1) (- X_0) 1) (- X_1 Y_0 3)))(assert (<= (* 2 X_0) 1))(assert (= X_1 1))");

        var single = Assert.Single(property.Cases);
        Assert.Equal([new UnsafeRow([-1, -1], [3, -1], -4)], single.Rows.ToArray());
        Assert.Equal([0.5, 1], single.Box.High.ToArray());
        Assert.Equal(1, single.Box.Low[1]);
    }

    [Fact]
    public void A_contradiction_has_no_case()
    {
        Assert.Empty(Read(Box + "(assert (<= X_0 -2))").Cases);
        Assert.Empty(Read(Box + "(assert (<= 1 0))").Cases);
    }

    [Theory]
    [InlineData("(assert (<= Y_0 Y_1))")]
    [InlineData("(assert (or (and (<= Y_0 1) (<= Y_1 2)) (and (>= Y_0 (+ (* 3e-5 X_0) Y_1))) (>= Y_1 4)))")]
    [InlineData("(assert (or (and (<= X_0 0.1) (>= Y_0 1)) (and (>= X_0 0.2) (<= Y_0 1))))")]
    [InlineData("(assert (<= X_0 -2))")]
    [InlineData("")]
    public void What_is_written_reads_back(string assertion)
    {
        var property = Read(Box + assertion);

        var again = VnnLibReader.Read(VnnLibWriter.Write(property, "a\nb"), "p.vnnlib");

        Assert.Equal((property.InputCount, property.OutputCount), (again.InputCount, again.OutputCount));
        Assert.Equal(property.Cases.Select(Text), again.Cases.Select(Text));
    }

    [Theory]
    [InlineData("(assert (<= Y_0 1)", "p.vnnlib(1,1): this bracket is not closed.")]
    [InlineData("\n  )", "p.vnnlib(2,3): this bracket closes nothing.")]
    [InlineData("hello", "p.vnnlib(1,1): 'hello' stands outside of brackets.")]
    [InlineData("(declare-const Z_0 Real)", "p.vnnlib(1,16): 'Z_0' is no name of an input X_i or an output Y_j.")]
    [InlineData("(declare-const X_0 Int)", "p.vnnlib(1,1): '(declare-const ..)' is not read here; expected (declare-const X_0 Real) or (assert ..).")]
    [InlineData("(declare-const X_0 Real)\n(declare-const X_0 Real)", "p.vnnlib(2,16): X_0 is declared twice.")]
    [InlineData("(declare-const X_1 Real)(declare-const Y_0 Real)", "p.vnnlib(1,1): X_0 is not declared, but X_1 is.")]
    [InlineData("(declare-const X_0 Real)", "p.vnnlib(1,1): no Y_0 is declared.")]
    [InlineData("(check-sat)", "p.vnnlib(1,1): '(check-sat)' is not read here; expected (declare-const X_0 Real) or (assert ..).")]
    public void Wrong_texts(string text, string message) =>
        Assert.Equal(message, Assert.Throws<UserError>(() => VnnLibReader.Read(text, "p.vnnlib")).Message);

    [Theory]
    [InlineData("(assert (<= Y_0 Y_7))", "p.vnnlib(5,17): Y_7 is not declared.")]
    [InlineData("(assert (< Y_0 1))", "p.vnnlib(5,9): strict inequalities are not read; write <= instead.")]
    [InlineData("(assert (not (<= Y_0 1)))", "p.vnnlib(5,9): '(not ..)' is no assertion; expected (<= a b), (>= a b), (= a b), (and ..) or (or ..).")]
    [InlineData("(assert\n (<= Y_0 1.2.3))", "p.vnnlib(6,10): '1.2.3' is no number, no input X_i and no output Y_j.")]
    [InlineData("(assert (<= Y_0 1e999))", "p.vnnlib(5,17): '1e999' is no number, no input X_i and no output Y_j.")]
    [InlineData("(assert (<= (* Y_0 Y_1) 1))", "p.vnnlib(5,13): a product of two variables is not linear.")]
    [InlineData("(assert (<= (max Y_0 Y_1) 1))", "p.vnnlib(5,13): '(max ..)' is no term; expected a number, X_i, Y_j, (+ ..), (- ..) or (* ..).")]
    [InlineData("(assert (<= X_0 1))", "p.vnnlib(5,9): X_0 has no lower bound in this case; every input needs both.")]
    [InlineData("(assert)", "p.vnnlib(5,1): '(assert)' is not read here; expected (declare-const X_0 Real) or (assert ..).")]
    public void Wrong_assertions(string text, string message) =>
        Assert.Equal(message, Assert.Throws<UserError>(() => Read(text)).Message);

    [Fact]
    public void Too_deep_and_too_many()
    {
        Assert.Contains("nested more than 100 deep", Assert.Throws<UserError>(() => Read(new string('(', 100_000))).Message, StringComparison.Ordinal);
        var doubling = string.Concat(Enumerable.Repeat("(assert (or (<= Y_0 1) (<= Y_0 2)))", 40));
        Assert.Contains("more than 100,000 cases", Assert.Throws<UserError>(() => Read(Box + doubling)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_prefix_is_read_or_refused_with_a_place()
    {
        var text = Declarations + Box + "(assert (or (and (<= Y_0 (+ Y_1 1)) (>= Y_1 -2)) (= Y_0 (* 3 Y_1))))";
        for (var length = 0; length < text.Length; length++)
        {
            try
            {
                VnnLibReader.Read(text[..length], "p.vnnlib");
            }
            catch (UserError error)
            {
                Assert.Matches(@"^p\.vnnlib\(\d+,\d+\): .+\.$", error.Message);
            }
        }
    }

    private static Property Read(string text) => VnnLibReader.Read(Declarations + text, "p.vnnlib");

    private static string Text(UnsafeCase unsafeCase) => string.Join('\n', unsafeCase.Rows
        .Select(r => string.Join(' ', r.OfInputs.Concat(r.OfOutputs).Append(r.Limit).Select(Text)))
        .Append(string.Join(' ', unsafeCase.Box.Low.Concat(unsafeCase.Box.High).Select(Text))));

    private static string Text(double number) => number.ToString("R", System.Globalization.CultureInfo.InvariantCulture);

    private static UnsafeRow Row(double[] ofOutputs, double limit) => new([0, 0], [.. ofOutputs], limit);
}
