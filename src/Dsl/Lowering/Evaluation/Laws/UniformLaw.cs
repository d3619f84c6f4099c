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

    /// <summary>
    /// Of another uniform law sum log (the other's width / width), infinite where it does not cover this one; of a normal law with mean m and deviation t
    /// sum of log (t sqrt (2 pi) / width) + (width^2 / 12 + (middle - m)^2) / (2 t^2).
    /// </summary>
    public override Node? Divergence(Evaluator evaluator, Law other)
    {
        var graph = evaluator.Graph;
        switch (other)
        {
            case UniformLaw q:
                var ratio = graph.Subtract(graph.Logarithm(q.Width), graph.Logarithm(Width));
                return Total(evaluator, graph.Subtract(ratio, q.Inside(graph, Low, High)));
            case NormalLaw q:
                var two = graph.Integer(2);
                var spread = graph.Divide(graph.Power(Width, two), graph.Number(ExactDecimal.FromInt(12)));
                var moment = graph.Add(spread, graph.Power(graph.Subtract(Middle, q.Location), two));
                var misfit = graph.Divide(moment, graph.Multiply(graph.Power(q.Deviation, two), two));
                var entropies = graph.Add(graph.Subtract(graph.Logarithm(q.Deviation), graph.Logarithm(Width)), graph.Number(NormalLaw.LogNorm));
                return Total(evaluator, graph.Add(entropies, misfit));
            default:
                return null;
        }
    }

    /// <summary>0 where the bounds lie around the interval, minus infinity elsewhere.</summary>
    private Node Inside(GraphBuilder graph, Node low, Node high) => graph.Logarithm(graph.ToFloat(graph.And(
        graph.Compare(Operator.LessOrEqual, Low, low), graph.Compare(Operator.LessOrEqual, high, High))));
}
