using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering.Evaluation;

/// <summary>One point, for certain.</summary>
internal sealed record PointLaw(Value Point) : Law
{
    public override string Kind => "a law with one point";

    public override bool IsFinite => true;

    public override IEnumerable<Node> Parameters(Evaluator evaluator) => evaluator.Flatten(Point);

    public override Value Draw(Evaluator evaluator, string name, IEnumerable<Axis> axes) => Point;

    public override Atoms Atoms(Evaluator evaluator, string name, Extent? draws) =>
        new(Point, new Axis(AxisKind.Choice, evaluator.Session.Unique(name), new FixedExtent(1)), null);

    public override Value Expectation(Evaluator evaluator, Func<Law, Func<Value, Value>, Value> expect, Func<Value, Value> body) => body(Point);

    public override Value MostLikely(Evaluator evaluator) => Point;

    /// <summary>0 where the points are the same, infinite elsewhere; of labels, minus the logarithm of the other law's probability.</summary>
    public override Node? Divergence(Evaluator evaluator, Law other)
    {
        if (other is LabelsLaw labels)
            return evaluator.Graph.Negate(labels.LogDensity(evaluator, Point));
        if (other is not PointLaw q)
            return null;
        var graph = evaluator.Graph;
        return evaluator.Flatten(Point).Zip(evaluator.Flatten(q.Point), (a, b) => graph.ToFloat(graph.Equal(a, b)))
            .Select(same => graph.Negate(graph.Logarithm(graph.Reduce(Reduction.Min, same, [], Enumerable.Range(0, same.Shape.Length)))))
            .Aggregate(graph.Add);
    }
}
