using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Lowering.Evaluation;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Lowering;

/// <summary>A scalar expression and its gradients with respect to what an optimiser moves.</summary>
internal sealed class ObjectiveLowering(Session session, Reporter reporter)
{
    /// <summary>What an objective comes to.</summary>
    public sealed record Lowered(FunctionGraph Value, FunctionGraph ValueAndGradients, FunctionGraph? SideBySide, BoundKind BoundKind);

    public Lowered Lower(
        BoundExpression objective, Evaluator evaluator, Locals locals, IReadOnlyList<ModelInstance> moved, string? documentation)
    {
        var marked = evaluator.ToNode(evaluator.Evaluate(objective, locals));
        if (!marked.IsScalar || marked.Axes.Length > 0)
        {
            var what = marked.IsScalar
                ? $"varies along {string.Join(", ", marked.Axes.Select(a => a.Name))}"
                : $"is a tensor [{string.Join(", ", marked.Shape)}]";
            throw new LoweringFailure(
                LoweringDiagnostics.NotScalar, objective.Span, $"An objective is one number; this one {what}.",
                "take its expectation or its sum");
        }

        var (kind, derivations) = (BoundAnalysis.KindOf(marked), BoundAnalysis.DerivationsOf(marked));
        var root = GraphRewriter.Unmark(session.Graph, marked);
        session.Graph.Span = default;
        var name = evaluator.Context.Purpose;
        var gradients = Gradients(root, objective.Span, moved, name);
        var alone = GraphBuilder.Function(name, [root, .. gradients], derivations, documentation, objective.Span);
        return new Lowered(
            GraphBuilder.Function(name, [root], derivations, documentation, objective.Span), alone, SideBySide.Of(session.Graph, alone), kind);
    }

    private IEnumerable<Node> Gradients(Node root, TextSpan span, IReadOnlyList<ModelInstance> moved, string name)
    {
        var weights = moved.SelectMany(session.WeightNodes).ToList();
        var obstacles = new List<Node>();
        var gradients = Differentiation.Gradients(session.Graph, root, weights, obstacles);
        foreach (var obstacle in obstacles)
        {
            reporter.Report(
                LoweringDiagnostics.NotDifferentiable, obstacle.Span.Length > 0 ? obstacle.Span : span,
                $"'{name}' is optimised through {obstacle.Operation.Name}, which has no derivative.",
                "state its gradient, or keep it out of what is optimised (stop_grad)");
        }

        var offset = 0;
        foreach (var instance in moved)
        {
            var count = session.WeightsOf(instance).Count;
            if (obstacles.Count == 0 && gradients.Skip(offset).Take(count).All(g => g is null))
            {
                reporter.Report(
                    LoweringDiagnostics.ModelNotReached, span, $"'{name}' does not depend on '{instance.Name}', which it is to move.",
                    $"name a model that the objective uses, or look for a stop_grad or a comparison around '{instance.Name}'");
            }

            offset += count;
        }

        var followed = Graphs.Reachable([root]).Where(n => n.Operation is FollowOperation).ToList();
        return weights.Zip(gradients, (w, g) => Followed(w, followed) ?? g ?? session.Graph.Broadcast(session.Graph.Zero, Enumerable.Range(0, w.Shape.Length), w.Shape));
    }

    /// <summary>For a statistic: the mean of the values that it follows, itself where there are none.</summary>
    private Node? Followed(Node weight, IReadOnlyList<Node> followed)
    {
        var input = (WeightInput)((InputOperation)weight.Operation).Input;
        if (session.WeightsOf(input.Instance)[input.Index].Follow is null)
            return null;
        var values = followed
            .Where(f => ((FollowOperation)f.Operation) is var o && o.Instance == input.Instance && o.Index == input.Index)
            .Select(f => f.Inputs[0])
            .ToList();
        return values.Count == 0
            ? weight
            : session.Graph.Divide(values.Aggregate(session.Graph.Add), session.Graph.ToFloat(session.Graph.Integer(values.Count)));
    }
}
