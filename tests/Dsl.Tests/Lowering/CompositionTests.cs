using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Tests.Lowering;

/// <summary>Worst cases inside one another, inside sums and expectations, and in training: values that are known.</summary>
public class CompositionTests
{
    private const double Epsilon = 0.3;

    private const string Header =
        """
        module Test
        param eps = 0.3 in [0.0 .. 1.0]
        data d : { x : float[3]; y : class[3] } =
            csv "d.csv" |> split { train = 80%; valid = 10%; test = 10%; seed = 1<seed> }
        model net (x : float[3]) : float[3] = x |> dense 3
        schedule growing : step -> float = linear 0.0 -> 1.0 over 10<step>
        uncertainty nearby (radius : float) (x : float[3]) = ball linf radius x

        """;

    private static readonly double[] _x = [0.2, -0.4, 0.9];

    /// <summary>|x|^2, |x| and |x|_1.</summary>
    private static readonly (double Squared, double Length, double Total) _norms = (1.01, Math.Sqrt(1.01), 1.5);

    public static TheoryData<string, double, BoundKind> Values => new()
    {
        // The dot product with x stays positive in the ball, so that the larger factor is the worse one.
        { "expect (x, y) in d.test -> inf z in ball l2 eps x by pgd 10 -> sup c in [1.0; 3.0] -> c * dot z x", 3 * (_norms.Squared - (Epsilon * _norms.Length)), BoundKind.Upper },
        // A saddle point: z and w are apart.
        { "expect (x, y) in d.test -> inf z in ball l2 eps x by pgd 10 -> sup w in nearby eps x by pgd 10 -> dot z x + dot w x", (2 * _norms.Squared) - (Epsilon * _norms.Length) + (Epsilon * _norms.Total), BoundKind.Heuristic },
        // The infimum of a supremum over finitely many directions is that over a polyhedral norm: here |z|_inf of the points near x.
        { "expect (x, y) in d.test -> inf z in nearby eps x by pgd 20 -> sup c in [1.0; -1.0] -> c * z.[2]", 0.6, BoundKind.Upper },
        { "sum c in [1.0; 2.0] -> (expect (x, y) in d.test -> sup z in ball l2 (c * eps) x by pgd 10 -> dot z x)", (2 * _norms.Squared) + (3 * Epsilon * _norms.Length), BoundKind.Lower },
        { "sum c in [1.0; -2.0] -> c * (expect (x, y) in d.test -> sup z in nearby eps x by fgsm -> dot z x)", -(_norms.Squared + (Epsilon * _norms.Total)), BoundKind.Heuristic },
        { "expect (x, y) in d.test -> sum j in [0; 1; 2] -> (sup z in nearby eps x by fgsm -> z.[j])", 0.7 + (3 * Epsilon), BoundKind.Lower },
        { "expect (x, y) in d.test -> (sup z in nearby eps x by pgd 5 -> total z) > 1.5", 1, BoundKind.Lower },
        { "expect (x, y) in d.test -> (sup z in nearby eps x by pgd 5 -> total z) > 1.7", 0, BoundKind.Lower },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Known_value(string value, double expected, BoundKind kind)
    {
        var module = Specs.LowerWithoutErrors(Header +
            $$"""
            objective o = expect (x, y) in d.train -> cross_entropy (net x) y
            train fit for 1<step> =
                batch 1<sample/step> from d.train
                minimize o over net using sgd { rate = 0.1 }
            protocol p =
                for seed in replicates 2
                run fit
                measure value = {{value}}
            """);
        var measure = module.Protocols[0].Measures[0].Variants[0];
        Assert.Equal(expected, Interpreter([], 0).Host(measure.Value), 1e-6);
        Assert.Equal(kind, measure.BoundKind);
    }

    /// <summary>The adversary is as strong as the schedule is now.</summary>
    [Theory]
    [InlineData(0.0)]
    [InlineData(0.25)]
    [InlineData(1.0)]
    public void A_radius_that_is_a_schedule(double now)
    {
        var module = Specs.LowerWithoutErrors(Header +
            """
            objective worst = expect (x, y) in d.train -> sup z in ball l2 growing x by pgd 4 -> dot (net z) x
            train fit for 1<step> =
                batch 1<sample/step> from d.train
                minimize worst over net using sgd { rate = 0.1 }
            """);
        var weights = Weights(module);
        var step = (OptimizeStep)module.Trainings[0].Steps[0];
        var value = Enumerable.Range(0, 3).Sum(i => _x[i] * (Enumerable.Range(0, 3).Sum(j => weights[0].Items[(3 * i) + j] * _x[j]) + weights[1].Items[i]));
        var slope = Enumerable.Range(0, 3).Select(j => Enumerable.Range(0, 3).Sum(i => weights[0].Items[(3 * i) + j] * _x[i]));
        Assert.Equal(value + (now * Math.Sqrt(slope.Sum(s => s * s))), Interpreter(weights, now).Host(step.Value.Outputs[0]), 1e-6);
    }

    /// <summary>One set, for the adversary of a training and for those that judge its result: for a linear model all find the same worst point.</summary>
    [Fact]
    public void One_set_in_training_and_in_its_judgement()
    {
        var module = Specs.LowerWithoutErrors(Header +
            """
            objective worst = expect (x, y) in d.train -> sup z in nearby eps x by pgd 4 -> (net z).[0] - (net z).[1]
            train fit for 1<step> =
                batch 1<sample/step> from d.train
                minimize worst over net using sgd { rate = 0.1 }
            protocol p =
                for seed in replicates 2
                run fit
                measure judged = expect (x, y) in d.test -> sup z in nearby eps x by fgsm -> (net z).[0] - (net z).[1]
                measure certificate : certified float = expect (x, y) in d.test -> sup z in nearby eps x by crown -> (net z).[0] - (net z).[1]
                claim "no attack is worse than the certificate" : judged <= certificate
            """);
        var weights = Weights(module);
        var difference = Enumerable.Range(0, 3).Select(j => weights[0].Items[j] - weights[0].Items[3 + j]).ToList();
        var expected = Enumerable.Range(0, 3).Sum(j => difference[j] * _x[j]) + weights[1].Items[0] - weights[1].Items[1]
            + (Epsilon * difference.Sum(Math.Abs));
        Assert.Equal(expected, Interpreter(weights, 0).Host(((OptimizeStep)module.Trainings[0].Steps[0]).Value.Outputs[0]), 1e-6);
        var measures = module.Protocols[0].Measures;
        Assert.Equal(expected, Interpreter(weights, 0).Host(measures[0].Variants[0].Value), 1e-6);
        Assert.Equal(expected, Interpreter(weights, 0).Host(measures[1].Variants[0].Value), 1e-4);
        Assert.Equal([BoundKind.Lower, BoundKind.Upper], measures.Select(m => m.Variants[0].BoundKind));
    }

    private static List<Dense> Weights(LoweredModule module) =>
        [.. module.Models[0].Weights.Select((w, n) => Dense.From([.. w.Shape.Select(e => ((FixedExtent)e).Value)], p => Math.Sin((2 * p.Sum()) + p[0] + n)))];

    private static NaiveInterpreter Interpreter(List<Dense> weights, double now) => new(
        new Dictionary<Axis, int> { [new Axis(AxisKind.Batch, "d", null)] = 1 },
        (node, _) => ((InputOperation)node.Operation).Input switch
        {
            ColumnInput { Field: "x" } => new Dense([3], _x),
            ColumnInput => Dense.Of(1),
            ParamInput => Dense.Of(Epsilon),
            ScheduleInput => Dense.Of(now),
            WeightInput w => weights[w.Index],
            var other => throw new NotSupportedException(other.Name),
        });
}
