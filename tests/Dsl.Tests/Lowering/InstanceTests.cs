using System.Collections.Immutable;
using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Tests.Lowering;

/// <summary>Targets and ensembles: what they compute and what moves.</summary>
public class InstanceTests
{
    private const string Header =
        """
        module Test
        data d : { x : float[2]; t : float } =
            csv "d.csv" |> split { train = 80%; valid = 10%; test = 10%; seed = 1<seed> }
        model critic (x : float[2]) : float = x |> dense 3 |> tanh |> dense 1 |> scalar
        model other (x : float[2]) : float = x |> dense 1 |> scalar
        let critics = ensemble 2 critic

        """;

    [Theory]
    [InlineData("inf q in critics -> q x", "min")]
    [InlineData("sup q in critics -> q x", "max")]
    [InlineData("sum q in critics -> q x", "sum")]
    [InlineData("critics.[1] x", "second")]
    public void An_ensemble_is_its_members(string expression, string meaning)
    {
        var step = Step($"objective o = expect (x, t) in d.train -> {expression}", "minimize o over critics using sgd { rate = 0.1 }");
        Assert.Equal(["critics"], step.Moved.Select(m => m.Name));
        var weights = Weights(step);
        double One(int member) => Single(weights, member);
        var expected = meaning switch
        {
            "min" => Math.Min(One(0), One(1)),
            "max" => Math.Max(One(0), One(1)),
            "sum" => One(0) + One(1),
            _ => One(1),
        };
        Assert.Equal(expected, Interpreter(weights).Host(step.Value.Outputs[0]), 1e-12);
        VerifyGradients(step, weights);
    }

    [Fact]
    public void A_target_has_no_gradient_and_other_weights()
    {
        var step = Step(
            "objective o = expect (x, t) in d.train -> (critic x - (t + 0.9 * target critic x)) ** 2",
            "minimize o over critic using sgd { rate = 0.1 }",
            "track target critic rate 0.01");
        var instances = Graphs.Leaves(step.Value.Outputs)
            .Select(n => ((InputOperation)n.Operation).Input)
            .OfType<WeightInput>()
            .Select(w => w.Instance.Name)
            .Distinct();
        Assert.Equal(["critic", "target_critic"], instances);
        VerifyGradients(step, Weights(step));
    }

    [Fact]
    public void What_is_held_fixed_does_not_move()
    {
        var step = Step(
            "objective o = expect (x, t) in d.train -> (critic x - stop_grad (other x)) ** 2 + other x * 0.0 + 0.1 * other x",
            "minimize o over critic, other using sgd { rate = 0.1 }");
        var bias = step.ValueAndGradients.Outputs[^1];
        Assert.Equal(0.1, Interpreter(Weights(step)).At(bias, ImmutableSortedDictionary<Axis, int>.Empty).Items[0], 1e-12);
    }

    [Fact]
    public void Two_runs_have_parameters_of_their_own()
    {
        var module = Specs.LowerWithoutErrors(
            $$"""
            {{Header}}objective o = expect (x, t) in d.train -> (critic x - t) ** 2
            train short for 1<step> =
                batch 1<sample/step> from d.train
                minimize o over critic using sgd { rate = 0.1 }
            train long for 9<step> =
                batch 1<sample/step> from d.train
                minimize o over critic using sgd { rate = 0.1 }
            protocol p =
                for seed in replicates 2
                run short as a
                run long as b
                measure gap = expect (x, t) in d.test -> a.critic x - b.critic x
                report mean of gap
            """);
        Assert.Equal([("a_critic", "a"), ("b_critic", "b")], module.Protocols[0].Measures[0].Instances.Select(i => (i.Name, i.Run ?? "")));
    }

    private static OptimizeStep Step(string objective, params string[] statements)
    {
        var lines = string.Join("\n", statements.Select(s => "    " + s));
        var text = $"{Header}{objective}\ntrain fit for 1<step> =\n    batch 1<sample/step> from d.train\n{lines}\n";
        return Specs.LowerWithoutErrors(text).Trainings.Single().Steps.OfType<OptimizeStep>().Single();
    }

    /// <summary>The weights of a member, through the single model's own formula.</summary>
    private static double Single(Dictionary<(string, int, int), Dense> weights, int member)
    {
        Dense W(int i) => weights[("critics", i, member)];
        var hidden = Enumerable.Range(0, 3).Select(i => Math.Tanh((W(0)[i, 0] * 0.3) + (W(0)[i, 1] * -0.8) + W(1)[i])).ToArray();
        return hidden.Select((h, i) => h * W(2)[0, i]).Sum() + W(3)[0];
    }

    private static Dictionary<(string, int, int), Dense> Weights(OptimizeStep step)
    {
        var random = new Random(5);
        var weights = new Dictionary<(string, int, int), Dense>();
        foreach (
            var node in Graphs.Leaves(step.ValueAndGradients.Outputs)
                .Where(n => n.Operation is InputOperation { Input: WeightInput })
                .OrderBy(n => n.Id))
        {
            var input = (WeightInput)((InputOperation)node.Operation).Input;
            for (var member = 0; member < 2; member++)
                weights[(input.Instance.Name, input.Index, member)] = Dense.From(
                    [.. node.Shape.Select(e => ((FixedExtent)e).Value)], _ => random.NextDouble() - 0.5);
        }

        return weights;
    }

    private static void VerifyGradients(OptimizeStep step, Dictionary<(string, int, int), Dense> weights)
    {
        var instance = step.Moved.Single();
        var members = instance.Members is null ? 1 : 2;
        for (var i = 1; i < step.ValueAndGradients.Outputs.Length; i++)
        {
            for (var member = 0; member < members; member++)
            {
                var point = ImmutableSortedDictionary<Axis, int>.Empty;
                var gradient = Interpreter(weights)
                    .At(step.ValueAndGradients.Outputs[i], instance.Members is null ? point : point.Add(instance.Members, member));
                var weight = weights[(instance.Name, i - 1, member)];
                for (var k = 0; k < weight.Items.Length; k++)
                {
                    var saved = weight.Items[k];
                    weight.Items[k] = saved + 1e-5;
                    var above = Interpreter(weights).Host(step.Value.Outputs[0]);
                    weight.Items[k] = saved - 1e-5;
                    var below = Interpreter(weights).Host(step.Value.Outputs[0]);
                    weight.Items[k] = saved;
                    Assert.Equal((above - below) / 2e-5, gradient.Items[k], 1e-7);
                }
            }
        }
    }

    private static NaiveInterpreter Interpreter(Dictionary<(string, int, int), Dense> weights) => new(
        new Dictionary<Axis, int> { [new Axis(AxisKind.Batch, "d", null)] = 1 },
        (node, point) => ((InputOperation)node.Operation).Input switch
        {
            ColumnInput { Field: "x" } => new Dense([2], [0.3, -0.8]),
            ColumnInput => Dense.Of(0.4),
            WeightInput w => weights[(w.Instance.Name, w.Index, w.Instance.Members is { } axis ? point[axis] : 0)],
            var other => throw new NotSupportedException(other.Name),
        });
}
