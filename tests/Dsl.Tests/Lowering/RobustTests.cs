using System.Collections.Immutable;
using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Tests.Lowering;

/// <summary>Worst and best cases with known answers, and what is known of them.</summary>
public class RobustTests
{
    private const string Data =
        """
        module Test
        param eps = 0.3 in [0.0 .. 1.0]
        data d : { x : float[3]; y : class[3]; t : float } =
            csv "d.csv" |> split { train = 80%; valid = 10%; test = 10%; seed = 1<seed> }

        """;

    private static readonly double[] _x = [0.2, -0.4, 0.9];

    [Theory]
    [InlineData("sup z in ball linf eps x by pgd 10 -> dot z x", 0.04 + 0.16 + 0.81 + (0.3 * 1.5))]
    [InlineData("inf z in ball linf eps x by pgd 10 -> dot z x", 0.04 + 0.16 + 0.81 - (0.3 * 1.5))]
    [InlineData("sup z in ball linf eps x by fgsm -> dot z x", 0.04 + 0.16 + 0.81 + (0.3 * 1.5))]
    [InlineData("sup z in ball l2 eps x by pgd 1 -> dot z x", 1.01 + (0.3 * 1.00498756211208895))]
    [InlineData("sup z in ball l2 eps x by pgd 10 -> dot z x", 1.01 + (0.3 * 1.00498756211208895))]
    [InlineData("sup z in (ball linf eps x |> within (box 0.0 1.0)) by pgd 10 -> total z", 0.5 + 0.0 + 1.0)]
    [InlineData("sup z in box -2.0 1.0 by pgd 10 -> dot z x", 0.2 + 0.8 + 0.9)]
    [InlineData("sup z in ball linf 0.0 x by pgd 3 -> dot z x", 1.01)]
    [InlineData("sup z in ball linf eps x by pgd_with { steps = 10 } -> dot z x", 1.01 + (0.3 * 1.5))]
    [InlineData("inf z in ball l2 eps x by pgd_with { steps = 10; momentum = 0.0 } -> dot z x", 1.01 - (0.3 * 1.00498756211208895))]
    [InlineData("inf z in ball l2 eps x by pgd_with { steps = 4; step = 0.5; decay = 0.0 } -> dot z x", 1.01 - (0.15 * 1.00498756211208895))]
    [InlineData("sup z in (ball linf eps x |> within (box 0.0 1.0)) by pgd_with { steps = 5 } -> total z", 0.5 + 0.0 + 1.0)]
    [InlineData("sup z in box -2.0 1.0 by pgd_with { steps = 5 } -> dot z x", 0.2 + 0.8 + 0.9)]
    [InlineData("inf z in ball linf eps x by pgd_with { steps = 2; momentum = 0.0; step = 4.0; decay = 0.0 } -> (z.[0] - 0.1) ** 2", 0.01)]
    [InlineData("sup z in ball linf eps x by pgd_with { steps = 8 } -> (inf w in ball linf eps x by pgd_with { steps = 8 } -> dot z x + total w)", 1.01 + 0.45 + 0.7 - 0.9)]
    [InlineData("sup c in [0.5; 2.0; -3.0] -> c * t", 1.0)]
    [InlineData("inf c in [0.5 .. 0.5 .. 2.0] -> c * t", 0.25)]
    [InlineData("inf a in x -> a", -0.4)]
    [InlineData("sup j in others y -> x.[j]", 0.9)]
    [InlineData("inf j in others y -> x.[j]", 0.2)]
    [InlineData("sup z in ball linf eps x by pgd 10 -> (inf w in ball linf eps x by pgd 10 -> dot z x + total w)", 1.01 + 0.45 + 0.7 - 0.9)]
    [InlineData("(sup z in ball linf eps x by pgd 10 -> total z) + (sup z in ball l2 eps x by pgd 10 -> dot z x)", 0.7 + 0.9 + 1.01 + (0.3 * 1.00498756211208895))]
    public void Known_optimum(string value, double expected)
    {
        var measure = Measure($"expect (x, y, t) in d.test -> {value}");
        Assert.Equal(expected, Value(measure.Value), 1e-6);
    }

    [Theory]
    [InlineData("sup z in ball linf eps x by pgd 3 -> dot z x", BoundKind.Lower)]
    [InlineData("inf z in ball linf eps x by pgd 3 -> dot z x", BoundKind.Upper)]
    [InlineData("sup z in ball linf eps x by pgd_with { steps = 3 } -> dot z x", BoundKind.Lower)]
    [InlineData("inf z in ball linf eps x by pgd_with { restarts = 2 } -> dot z x", BoundKind.Upper)]
    [InlineData("-(inf z in ball linf eps x by pgd 3 -> dot z x)", BoundKind.Lower)]
    [InlineData("2 * (sup z in ball linf eps x by fgsm -> dot z x) + t", BoundKind.Lower)]
    [InlineData("eps * (sup z in ball linf eps x by fgsm -> dot z x) - 1.0", BoundKind.Lower)]
    [InlineData("-3 * (sup z in ball linf eps x by fgsm -> dot z x)", BoundKind.Upper)]
    [InlineData("t * (sup z in ball linf eps x by fgsm -> dot z x)", BoundKind.Heuristic)]
    [InlineData("tanh (sup z in ball linf eps x by fgsm -> dot z x)", BoundKind.Heuristic)]
    [InlineData("(sup z in ball linf eps x by pgd 3 -> dot z x) - (inf z in ball linf eps x by pgd 3 -> dot z x)", BoundKind.Lower)]
    [InlineData("(sup z in ball linf eps x by pgd 3 -> dot z x) + (inf z in ball linf eps x by pgd 3 -> dot z x)", BoundKind.Heuristic)]
    [InlineData("if (inf z in ball linf eps x by pgd 3 -> dot z x) > 0.0 then 1.0 else 0.0", BoundKind.Upper)]
    [InlineData("if (inf z in ball linf eps x by pgd 3 -> dot z x) < 0.0 then 1.0 else 0.0", BoundKind.Lower)]
    [InlineData("if (inf z in ball linf eps x by pgd 3 -> dot z x) > 0.0 then 0.0 else 1.0", BoundKind.Lower)]
    [InlineData("if 0.0 < (sup z in ball linf eps x by pgd 3 -> dot z x) then 1.0 else 0.0", BoundKind.Lower)]
    [InlineData("sup c in [1.0; 2.0] -> (sup z in ball linf eps x by pgd 3 -> c * dot z x)", BoundKind.Lower)]
    [InlineData("sup z in ball linf eps x by pgd 3 -> (sup w in ball linf eps x by pgd 3 -> dot z w)", BoundKind.Lower)]
    [InlineData("sup z in ball linf eps x by pgd 3 -> (inf w in ball linf eps x by pgd 3 -> dot z w)", BoundKind.Heuristic)]
    [InlineData("sup c in [1.0; 2.0] -> c * t", BoundKind.Exact)]
    public void What_is_known(string value, BoundKind expected) =>
        Assert.Equal(expected, Measure($"expect (x, y, t) in d.test -> {value}").BoundKind);

    [Fact]
    public void Each_search_has_its_derivation()
    {
        var measure = Measure(
            "expect (x, y, t) in d.test -> (sup z in ball linf eps x by pgd 3 -> (inf w in ball l2 eps x by fgsm -> dot z w))");
        Assert.Equal(["projected gradient", "fast gradient sign"], measure.Derivations.Select(d => d.Rule));
        Assert.All(measure.Derivations, d => Assert.NotEmpty(d.Latex + d.Reference + d.Theorem));
    }

    [Theory]
    [InlineData("{ steps = 50 }", "5 runs of 50 steps of falling length, as (1 - k / 50), 2.5 radii in all, along the steepest direction of the gradients so far (momentum 0.75,")]
    [InlineData("{ restarts = 1; momentum = 0.0; decay = 0.0 }", "1 run of 50 steps of 2.5 radius / 50 along the steepest direction of the gradient, each projected back, from the centre.")]
    public void The_derivation_names_the_options(string options, string expected) => Assert.StartsWith(
        expected, Measure($"expect (x, y, t) in d.test -> inf z in ball l2 eps x by pgd_with {options} -> dot z x").Derivations[0].Text[1], StringComparison.Ordinal);

    [Fact]
    public void The_point_moves_with_the_centre_of_its_ball()
    {
        var module = Specs.LowerWithoutErrors(Data +
            """
            model net (x : float[3]) : float[3] = x |> dense 3
            objective o = expect (x, y, t) in d.train -> sup h in ball linf eps (net x) by pgd 4 -> dot h h
            train fit for 1<step> =
                batch 1<sample/step> from d.train
                minimize o over net using sgd { rate = 0.1 }
            """);
        var step = (OptimizeStep)module.Trainings[0].Steps[0];
        var weights = module.Models[0]
            .Weights.Select((w, n) => Dense.From([.. w.Shape.Select(e => ((FixedExtent)e).Value)], p => 0.3 + (0.1 * p.Sum()) + n))
            .ToList();
        double At() => Interpreter(weights).Host(step.Value.Outputs[0]);
        var gradient = Interpreter(weights).At(step.ValueAndGradients.Outputs[2], ImmutableSortedDictionary<Axis, int>.Empty);
        for (var k = 0; k < 3; k++)
        {
            weights[1].Items[k] += 1e-5;
            var above = At();
            weights[1].Items[k] -= 2e-5;
            var below = At();
            weights[1].Items[k] += 1e-5;
            Assert.Equal((above - below) / 2e-5, gradient.Items[k], 1e-5);
        }
    }

    private static MeasureVariant Measure(string expression)
    {
        var module = Specs.LowerWithoutErrors(
            Data +
            $$"""
            model net (x : float[3]) : float[3] = x |> dense 3
            objective o = expect (x, y, t) in d.train -> cross_entropy (net x) y
            train fit for 1<step> =
                batch 1<sample/step> from d.train
                minimize o over net using sgd { rate = 0.1 }
            protocol p =
                for seed in replicates 2
                run fit
                measure value = {{expression}}
                report mean of value
            """);
        return module.Protocols[0].Measures[0].Variants[0];
    }

    private static double Value(Node root) => Interpreter([]).Host(root);

    private static NaiveInterpreter Interpreter(List<Dense> weights) => new(
        new Dictionary<Axis, int> { [new Axis(AxisKind.Batch, "d", null)] = 1 },
        (node, _) => ((InputOperation)node.Operation).Input switch
        {
            ColumnInput { Field: "x" } => new Dense([3], _x),
            ColumnInput { Field: "y" } => Dense.Of(1),
            ColumnInput => Dense.Of(0.5),
            ParamInput => Dense.Of(0.3),
            WeightInput w => weights[w.Index],
            var other => throw new NotSupportedException(other.Name),
        });
}
