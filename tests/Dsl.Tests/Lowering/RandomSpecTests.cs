using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Tests.Lowering;

/// <summary>Random specs: the lowered objective is what the spec says of one sample at a time, and its gradients are those of central
/// differences.</summary>
public class RandomSpecTests
{
    [Fact]
    public void Lowered_objectives_mean_what_the_spec_says() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed => Verify(seed))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(100).WithReplay(20_260_101, 1));

    private static void Verify(int seed)
    {
        var random = new Random(seed);
        var text = new SpecWriter(random).Objective(2 << random.Next(6)) +
            "train fit for 10<step> =\n    batch 4<sample/step> from d.train\n    minimize o over net using sgd { rate = 0.1 }\n";
        var bound = Specs.Bind(text);
        var result = ModuleLowering.Lower(bound);
        var unexpected = result.Diagnostics.Select(d => $"{d.Code} {d.Message}\n{text}");
        Assert.Empty(unexpected);
        var step = (OptimizeStep)result.Module.Trainings.Single().Steps.Single();
        var rows = Enumerable.Range(0, 3).Select(_ => Row(random)).ToList();
        var weights = result.Module.Models[0]
            .Weights.Select(w => Vector([.. w.Shape.Select(e => ((FixedExtent)e).Value)], random))
            .ToList();

        var expected = BoundInterpreter.Tensor(new BoundInterpreter(_ => rows, (_, i, _) => weights[i])
            .Evaluate(bound.Declarations.OfType<BoundObjective>().Single().Value, new Dictionary<Symbol, object>())).Value;
        Assert.Equal(expected, Value(step.Value.Outputs[0], rows, weights), 1e-9 * (1 + Math.Abs(expected)));
        if (!text.Contains("stop_grad", StringComparison.Ordinal))
            VerifyGradients(step, rows, weights, text);
    }

    private static void VerifyGradients(OptimizeStep step, List<Dictionary<string, object>> rows, List<Dense> weights, string text)
    {
        for (var w = 0; w < weights.Count; w++)
        {
            var gradient = Interpreter(rows, weights).At(step.ValueAndGradients.Outputs[w + 1], ImmutableSortedDictionary<Axis, int>.Empty);
            Assert.Equal(weights[w].Shape, gradient.Shape);
            for (var k = 0; k < weights[w].Items.Length; k++)
            {
                double At(double offset)
                {
                    var saved = weights[w].Items[k];
                    weights[w].Items[k] = saved + offset;
                    var value = Value(step.Value.Outputs[0], rows, weights);
                    weights[w].Items[k] = saved;
                    return value;
                }

                var (coarse, fine) = ((At(2e-5) - At(-2e-5)) / 4e-5, (At(1e-5) - At(-1e-5)) / 2e-5);
                var scale = 1 + Math.Abs(fine);
                if (Math.Abs(coarse - fine) < 1e-6 * scale)
                    Assert.True(
                        Math.Abs(fine - gradient.Items[k]) < 1e-4 * scale,
                        $"{fine} and {gradient.Items[k]} for weight {w}, {k} of\n{text}");
            }
        }
    }

    private static double Value(Node root, List<Dictionary<string, object>> rows, List<Dense> weights) =>
        Interpreter(rows, weights).Host(root);

    private static NaiveInterpreter Interpreter(List<Dictionary<string, object>> rows, List<Dense> weights)
    {
        var batch = new Axis(AxisKind.Batch, "d", null);
        return new NaiveInterpreter(
            new Dictionary<Axis, int> { [batch] = rows.Count }, (node, point) => ((InputOperation)node.Operation).Input switch
        {
            ColumnInput c => (Dense)rows[point[batch]][c.Field],
            WeightInput w => weights[w.Index],
            ParamInput => Dense.Of(0.7),
            ConstantInput => Dense.Of(0.5),
            var other => throw new NotSupportedException(other.Name),
        });
    }

    private static Dictionary<string, object> Row(Random random) => new()
    {
        ["x"] = Vector([3], random),
        ["y"] = Dense.Of(random.Next(3)),
        ["t"] = Vector([], random),
    };

    private static Dense Vector(int[] shape, Random random) => Dense.From(shape, _ => (random.NextDouble() * 2) - 1);
}
