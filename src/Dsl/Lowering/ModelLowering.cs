using System.Collections.Immutable;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Lowering.Evaluation;
using MLSpec.Dsl.Lowering.Ir;

namespace MLSpec.Dsl.Lowering;

/// <summary>Models as pure functions of their weights. The body is read twice: once to find the weights and name them, once with these
/// names.</summary>
internal sealed class ModelLowering(Session session)
{
    public LoweredModel Lower(BoundModel model)
    {
        var instance = session.InstanceOf(model.Symbol);
        Read(model, instance, out _, out var found);
        var names = WeightNames.Of(found);
        session.Define(model.Symbol, found.Select((w, i) => new LoweredWeight(names[i], w.Shape, w.Initial, w.Span) { Follow = w.Follow }).ToList());
        var output = Read(model, instance, out var arguments, out _);
        var forward = GraphBuilder.Function(
            model.Symbol.Name, output, [], model.Symbol.Documentation, model.Span, arguments.Concat(session.WeightNodes(instance)));
        return new LoweredModel(model.Symbol, session.WeightsOf(instance).ToImmutableArray(), instance, forward, model.Span);
    }

    private IReadOnlyList<Node> Read(
        BoundModel model, ModelInstance instance, out List<Node> arguments, out IReadOnlyList<FoundWeight> found)
    {
        var evaluator = new Evaluator(session, Context.None with { Purpose = model.Symbol.Name });
        var declared = new List<Node>();
        var batch = new Axis(AxisKind.Batch, "batch", null);
        var values = model.Function.Parameters.Select(p => evaluator.ArgumentOf(p, batch, declared)).ToArray();
        var value = evaluator.ApplyModel(evaluator.ModelFunction(model, instance), values, out found);
        arguments = declared;
        return value switch
        {
            LawValue { Law: var law } => law.Parameters(evaluator).ToList(),
            NodeValue or ListValue or TupleValue => evaluator.Flatten(value).ToList(),
            _ => throw evaluator.Failure(LoweringDiagnostics.NotYet, $"A model yields tensors or a law in this version, not {value.Kind}."),
        };
    }
}
