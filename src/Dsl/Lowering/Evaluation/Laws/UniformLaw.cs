using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Lowering.Evaluation;

/// <summary>Even between two bounds, independently for each element.</summary>
/// <param name="High">Of the shape of the lower bound, or a number.</param>
/// <param name="Middle">Half way between them.</param>
internal sealed record UniformLaw(Node Low, Node High, Node Width, Node Middle) : LocationScaleLaw("Random.Draws.Uniform", Low, Width)
{
    public override string Kind => "a uniform law";

    public override Node Mean => Middle;

    public static UniformLaw Of(GraphBuilder graph, Node low, Node high) =>
        new(low, high, graph.Subtract(high, low), graph.Multiply(graph.Add(low, high), graph.Number(new ExactDecimal(5, -1))));

    /// <summary>-sum log width; minus infinity outside.</summary>
    public override Node LogDensity(Evaluator evaluator, Value point)
    {
        var graph = evaluator.Graph;
        var density = graph.Negate(graph.Logarithm(Width));
        return Total(
            evaluator,
            NoiseOf(evaluator, point) is not null
                ? density
                : graph.Add(density, Inside(graph, evaluator.ToNode(point), evaluator.ToNode(point))));
    }

    public override Node Entropy(Evaluator evaluator) => Total(evaluator, evaluator.Graph.Logarithm(Width));

    /// <summary>sum log (the other's width / width); infinite where the other law does not cover this one.</summary>
    public override Node? Divergence(Evaluator evaluator, Law other)
    {
        if (other is not UniformLaw q)
            return null;
        var graph = evaluator.Graph;
        var ratio = graph.Subtract(graph.Logarithm(q.Width), graph.Logarithm(Width));
        return Total(evaluator, graph.Subtract(ratio, q.Inside(graph, Low, High)));
    }

    /// <summary>0 where the bounds lie around the interval, minus infinity elsewhere.</summary>
    private Node Inside(GraphBuilder graph, Node low, Node high) => graph.Logarithm(graph.ToFloat(graph.And(
        graph.Compare(Operator.LessOrEqual, Low, low), graph.Compare(Operator.LessOrEqual, high, High))));
}
