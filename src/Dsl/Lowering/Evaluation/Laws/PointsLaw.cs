using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering.Evaluation;

/// <summary>Points with weights: those of a list or of a tensor, one for each item.</summary>
/// <param name="Weights">float[n], at least 0 and not all 0; divided by their total. Null where all points are equally likely.</param>
internal sealed record PointsLaw(Value Items, Node? Weights) : Law
{
    public override string Kind => "a distribution over points";

    public override bool IsFinite => true;

    public override IEnumerable<Node> Parameters(Evaluator evaluator) =>
        evaluator.Flatten(evaluator.Stacked(Items)).Concat(Weights is null ? [] : [Weights]);

    public override Value Draw(Evaluator evaluator, string name, IEnumerable<Axis> axes)
    {
        var graph = evaluator.Graph;
        var points = evaluator.Stacked(Items);
        var count = evaluator.Flatten(points).First().Shape[0];
        var scores = Weights is null ? graph.Broadcast(graph.Zero, [0], [count]) : graph.Logarithm(Weights);
        var index = Categorical.Draw(evaluator, name, scores, axes);
        return evaluator.MapNodes(points, n => graph.Pick(n, index, 0));
    }

    public override Atoms Atoms(Evaluator evaluator, string name, Extent? draws)
    {
        var graph = evaluator.Graph;
        var points = evaluator.Stacked(Items);
        var count = evaluator.Flatten(points).First().Shape[0];
        var axis = new Axis(AxisKind.Choice, evaluator.Session.Unique(name), count);
        var weights = Weights is null ? null : graph.CoreToAxis(graph.Divide(Weights, graph.Reduce(Reduction.Sum, Weights, [], [0])), axis);
        return new Atoms(evaluator.MapNodes(points, n => graph.CoreToAxis(n, axis)), axis, weights);
    }
}
