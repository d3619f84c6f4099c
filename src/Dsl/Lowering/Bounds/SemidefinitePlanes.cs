using System.Collections.Immutable;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Lowering.Bounds;

/// <summary>
/// CROWN's slopes with the offsets of the semidefinite relaxation: a ReLU layer is bounded over the l2 ball that holds its input, not
/// over a box (Chiu, Chen, Zhang, Zhang 2025, theorem 4.1; here over the part of the ball in the box).
/// </summary>
/// <remarks>
/// For c, g and every x with |x - x^| at most rho and l at most x at most u, by weak duality for every lambda at least 0:
/// <c>c . relu(x) - g . x >= sum of min over l..u of (c relu(t) - g t + lambda/2 (t - x^)^2), - lambda/2 rho^2</c>. The inner minimum is
/// one of two parabolas' (t above and below 0). Without the box it is the theorem's
/// <c>h = -1/2 (lambda (rho^2 - |x^|^2) + |phi|^2 / lambda)</c>, <c>phi = min(c - g - lambda x^, g + lambda x^, 0)</c>.
/// </remarks>
internal sealed class SemidefinitePlanes(LinearBounds crown, LayerBalls balls) : OptimisedPlanes(crown, _slopeRate)
{
    /// <summary>The released settings: Adam with 0.5 for the slopes and 0.05 for the multipliers, which start at 1.</summary>
    private static readonly ExactDecimal _slopeRate = new(5, -1);

    private static readonly ExactDecimal _multiplierRate = new(5, -2);

    private static readonly ExactDecimal _smallestMultiplier = new(1, -6);

    private readonly Dictionary<(Node, Node, bool), Node> _multipliers = new();

    public override Node? Offset(Node node, Node coefficient, Node? slope, LinearBounds bounds, Pass pass)
    {
        if (node.Operation is not CallOperation { Member: "Nn.Elementwise.Relu" } || balls.RadiusOf(node.Inputs[0]) is not { } radius)
            return null;
        var (z, interval) = (bounds.Nominal(node.Inputs[0]), bounds.IntervalOf(node.Inputs[0]));
        var multiplier = MultiplierOf(node, pass);
        var side = pass.Lower ? coefficient : Graph.Negate(coefficient);
        var along = Graph.Filled(slope is null ? Graph.Zero : pass.Lower ? slope : Graph.Negate(slope), node.Shape);
        var lowest = Lowest(side, along, z, interval, multiplier, radius);
        return pass.Lower ? lowest : Graph.Negate(lowest);
    }

    /// <summary>h(g, lambda) + g . x^ - c . relu(x^), of which every term is a difference to the value at the centre.</summary>
    private Node Lowest(Node coefficient, Node slope, Node center, Interval interval, Node multiplier, Node radius)
    {
        var (c, g, z) = (Graph.Flatten(coefficient), Graph.Flatten(slope), Graph.Flatten(center));
        var point = Graph.Call(
            "Uncertainty.Semidefinite.Minimiser", [c, g, z, Graph.Flatten(interval.Low), Graph.Flatten(interval.High), multiplier], z.Shape, ElementKind.Float,
            static (inputs, gradient, graph) =>
            [
                null, null, null, Where(graph, inputs, 3, gradient), Where(graph, inputs, 4, gradient), null,
            ]);
        var moved = Graph.Subtract(point, z);
        var rise = Graph.Subtract(Graph.PositivePart(point), Graph.PositivePart(z));
        var square = Graph.Subtract(Graph.Inner(moved, moved, []), Graph.Multiply(radius, radius));
        return Graph.Add(
            Graph.Subtract(Graph.Inner(c, rise, []), Graph.Inner(g, moved, [])),
            Graph.Multiply(Graph.Multiply(multiplier, Graph.Half()), square));
    }

    /// <summary>The minimiser follows an end of the interval where it lies there; elsewhere the envelope theorem holds it still.</summary>
    private static Node Where(GraphBuilder graph, ImmutableArray<Node> inputs, int end, Node gradient)
    {
        var point = graph.Call("Uncertainty.Semidefinite.Minimiser", inputs, inputs[2].Shape, ElementKind.Float, null);
        return graph.Select(graph.Equal(point, inputs[end]), gradient, graph.Zero);
    }

    private Node MultiplierOf(Node node, Pass pass)
    {
        var key = (pass.Root, node, pass.Lower);
        if (!_multipliers.TryGetValue(key, out var multiplier))
        {
            _multipliers[key] = multiplier = Introduce(
                "lambda", node, pass, ImmutableArray<Extent>.Empty, Graph.One, (_smallestMultiplier, null), _multiplierRate);
        }

        return multiplier;
    }
}
