using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Lowering.Evaluation;

/// <summary>N(mean, deviation^2), independently for each element.</summary>
/// <param name="Deviation">Of the shape of the mean, or a number.</param>
internal sealed record NormalLaw(Node Location, Node Deviation) : LocationScaleLaw("Random.Draws.Normal", Location, Deviation)
{
    private static readonly ExactDecimal _half = new(5, -1);

    /// <summary>log (2 pi) / 2.</summary>
    internal static ExactDecimal LogNorm { get; } = new(9189385332046727, -16);

    public override string Kind => "a normal law";

    public override Node Mean => Location;

    /// <summary>-sum (e^2 / 2 + log deviation) - n log (2 pi) / 2 with e = (x - mean) / deviation.</summary>
    public override Node LogDensity(Evaluator evaluator, Value point)
    {
        var graph = evaluator.Graph;
        var e = Standardised(evaluator, point);
        var square = graph.Multiply(graph.Power(e, graph.Integer(2)), graph.Number(_half));
        var constant = graph.Multiply(Elements(evaluator), graph.Number(LogNorm));
        var logarithm = graph.Logarithm(Scale);
        return graph.Negate(Scale.IsScalar
            ? graph.Add(Total(evaluator, square), graph.Add(Total(evaluator, logarithm), constant))
            : graph.Add(Total(evaluator, graph.Add(square, logarithm)), constant));
    }

    /// <summary>sum log deviation + n (1 + log (2 pi)) / 2.</summary>
    public override Node Entropy(Evaluator evaluator)
    {
        var graph = evaluator.Graph;
        var constant = graph.Multiply(Elements(evaluator), graph.Number(_half + LogNorm));
        return graph.Add(Total(evaluator, graph.Logarithm(Scale)), constant);
    }

    /// <summary>sum of log (t / s) + (s^2 + (m - n)^2) / (2 t^2) - 1 / 2 for the means m, n and the deviations s, t of this law and the other.</summary>
    public override Node? Divergence(Evaluator evaluator, Law other)
    {
        if (other is not NormalLaw q)
            return null;
        var graph = evaluator.Graph;
        var two = graph.Integer(2);
        var difference = graph.Power(graph.Divide(graph.Subtract(Location, q.Location), q.Scale), two);
        var ratio = graph.Power(graph.Divide(Scale, q.Scale), two);
        var logarithm = graph.Subtract(graph.Logarithm(q.Scale), graph.Logarithm(Scale));
        var half = graph.Number(_half);
        var perElement = graph.Add(graph.Multiply(graph.Add(ratio, difference), half), logarithm);
        return graph.Subtract(Total(evaluator, perElement), graph.Multiply(Elements(evaluator), half));
    }
}
