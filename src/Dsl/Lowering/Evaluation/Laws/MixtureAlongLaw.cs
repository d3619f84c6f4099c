using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering.Evaluation;

/// <summary>One of many laws of one kind, which stand along an axis and are computed at once: the members of an ensemble.</summary>
/// <param name="Component">Its parameters vary along the axis.</param>
/// <param name="Weights">float[k], at least 0 and not all 0, one for each item along the axis; divided by their total.</param>
internal sealed record MixtureAlongLaw(Law Component, Axis Axis, Node Weights) : Law
{
    public override string Kind => $"a mixture, for each item, of {Component.Kind}";

    public override bool IsFinite => false;

    public override IEnumerable<Node> Parameters(Evaluator evaluator) =>
        Component.Parameters(evaluator).Select(p => evaluator.Graph.AxisToCore(p, Axis)).Append(Weights);

    /// <summary>A draw of the component that is drawn: derivatives flow to the components, not to the weights.</summary>
    public override Value Draw(Evaluator evaluator, string name, IEnumerable<Axis> axes)
    {
        var graph = evaluator.Graph;
        var all = axes.ToList();
        var index = Categorical.Draw(evaluator, name, graph.Logarithm(Weights), all);
        return evaluator.MapNodes(Component.Draw(evaluator, name, all), n => graph.Pick(graph.AxisToCore(n, Axis), index, 0));
    }

    /// <summary>The mean of the components' expectations, which has derivatives in the weights.</summary>
    public override Value Expectation(Evaluator evaluator, Func<Law, Func<Value, Value>, Value> expect, Func<Value, Value> body) =>
        evaluator.MapNodes(expect(Component, body), n => evaluator.Graph.Reduce(
            Reduction.Sum, evaluator.Graph.Multiply(n, evaluator.Graph.CoreToAxis(Probabilities(evaluator), Axis)), [Axis], []));

    /// <summary>log sum w p, by the logarithms.</summary>
    public override Node? LogDensity(Evaluator evaluator, Value point)
    {
        var graph = evaluator.Graph;
        return Component.LogDensity(evaluator, point) is { } density
            ? evaluator.CallMember(
                "Nn.Reduction.LogSumExp", graph.Add(graph.AxisToCore(density, Axis), graph.Logarithm(Probabilities(evaluator))))
            : null;
    }

    /// <summary>That of the component with the largest weight, the first of these.</summary>
    public override Value? MostLikely(Evaluator evaluator) => Component.MostLikely(evaluator) is { } point
        ? evaluator.MapNodes(point, n => evaluator.Graph.Pick(evaluator.Graph.AxisToCore(n, Axis), evaluator.Graph.Arg(Reduction.Max, Weights, null, 0), 0))
        : null;

    private Node Probabilities(Evaluator evaluator)
    {
        var graph = evaluator.Graph;
        return graph.Divide(Weights, graph.Reduce(Reduction.Sum, Weights, [], [0]));
    }
}
