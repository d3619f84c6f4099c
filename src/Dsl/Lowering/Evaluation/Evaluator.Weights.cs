using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering.Evaluation;

internal sealed partial class Evaluator
{
    /// <summary>A weight of the model being read, whose initial value is given.</summary>
    public Value Weight(Node initial) => new NodeValue(Weight(initial, null));

    /// <summary>
    /// A statistic of the model being read: a weight that follows a value. Where the model is being trained its place is taken by the value
    /// of the batch, through which gradients flow; a target, or a model that is judged, reads what was followed so far.
    /// </summary>
    public Value Statistic(Node follow, Node initial, Node value)
    {
        var state = Weight(initial, follow);
        return new NodeValue(_weights is { Known: not null, Instance.Of: null } scope && Context.IsTraining
            ? Graph.Follow(value, scope.Instance, scope.Count - 1)
            : state);
    }

    private Node Weight(Node initial, Node? follow)
    {
        if (_weights is not { } scope)
        {
            throw Failure(
                LoweringDiagnostics.WeightOutsideModel, "A weight stands outside of a model: it would belong to nobody.",
                "put the layer into a model declaration");
        }

        if (Graphs.Reachable([initial]).Any(n => n.Axes.Length > 0 || n.Operation is InputOperation { Input: ScheduleInput }))
            throw Failure(
                LoweringDiagnostics.WeightFromData, "The initial value of a weight depends on data or on a schedule.",
                "build it from parameters and literals");
        var index = scope.Count;
        scope.Add(_letName ?? "weight", AsDraw(initial), follow, Span);
        var path = scope.Known?[index].Path ?? "weight";
        var node = Session.WeightNode(scope.Instance, index, path, initial.Shape);
        return scope.Member is null || scope.Instance.Members is null
            ? node
            : Graph.Pick(Graph.AxisToCore(node, scope.Instance.Members), scope.Member, 0);
    }

    /// <summary>Tensors made from host scalars alone are, in an initial value, filled by the runtime from the weight's own random
    /// stream.</summary>
    private Node AsDraw(Node initial)
    {
        var draws = Graphs.Reachable([initial])
            .Where(n => n.Operation is CallOperation && !n.IsHost && n.Inputs.All(i => i.IsHost))
            .ToDictionary(n => n, n => Graph.Draw(((CallOperation)n.Operation).Member, "weight", n.Inputs, [], n.Shape));
        return new GraphRewriter(Graph, draws).Rewrite(initial);
    }
}
