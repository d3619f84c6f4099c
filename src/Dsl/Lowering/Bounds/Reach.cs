using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering.Bounds;

/// <summary>How far a linear function moves over a set of points, seen from a point inside.</summary>
internal abstract class Reach(GraphBuilder graph, Node center)
{
    /// <summary>A point x^ of the set (of its ball), of the points' core shape.</summary>
    public Node Center => center;

    protected GraphBuilder Graph => graph;

    /// <param name="isRepeated">Whether the set is looked at again and again with other slopes, so that it pays to prepare for them; what
    /// is prepared has no derivative.</param>
    public static Reach Of(GraphBuilder graph, PointSet set, Node variable, bool isRepeated = false)
    {
        Node Filled(Node node) => graph.Filled(node, variable.Shape);
        return set switch
        {
            NormBall ball => new BallReach(graph, ball.Norm, Filled(ball.Center), ball.Radius, isRepeated),
            Box box => BoxReach.Between(graph, Filled(box.Low), Filled(box.High)),
            BallInBox { Ball.Norm: Norm.LInfinity } both => BoxReach.Between(
                graph,
                graph.Larger(Filled(graph.Subtract(both.Ball.Center, both.Ball.Radius)), both.Box.Low),
                graph.Smaller(Filled(graph.Add(both.Ball.Center, both.Ball.Radius)), both.Box.High)),
            BallInBox both => new BallInBoxReach(
                graph,
                new BallReach(graph, both.Ball.Norm, Filled(both.Ball.Center), both.Ball.Radius, isRepeated),
                BoxReach.Between(graph, Filled(both.Box.Low), Filled(both.Box.High))),
            _ => throw new InvalidGraphException("A set of no known kind."),
        };
    }

    /// <summary>The smallest value of <c>slope . (x - x^)</c> over the set, or a lower bound of it; at most 0.</summary>
    public abstract Node Lowest(Node slope);

    /// <summary>The largest value of <c>slope . (x - x^)</c> over the set, or an upper bound of it.</summary>
    public virtual Node Highest(Node slope) => Graph.Negate(Lowest(Graph.Negate(slope)));
}

/// <summary>A set that is its own mirror image in its centre.</summary>
internal abstract class SymmetricReach(GraphBuilder graph, Node center) : Reach(graph, center)
{
    public sealed override Node Lowest(Node slope) => Graph.Negate(Width(slope));

    public sealed override Node Highest(Node slope) => Width(slope);

    /// <summary>The support function of the set around its centre.</summary>
    protected abstract Node Width(Node slope);
}

/// <summary>A ball: its support function is the radius times the dual norm.</summary>
internal sealed class BallReach(GraphBuilder graph, Norm norm, Node center, Node radius, bool isRepeated)
    : SymmetricReach(graph, center)
{
    protected override Node Width(Node slope) => Graph.Multiply(DualNorm(slope), radius);

    private Node DualNorm(Node slope)
    {
        switch (norm)
        {
            case Norm.L2:
                return Graph.Length2(isRepeated ? Shortened(slope) : slope);
            case Norm.LInfinity:
                return Graph.Reduce(Reduction.Sum, Graph.Absolute(slope), [], Enumerable.Range(0, slope.Shape.Length));
            default:
                return Graph.Reduce(Reduction.Max, Graph.Absolute(slope), [], Enumerable.Range(0, slope.Shape.Length));
        }
    }

    /// <summary>
    /// A vector of the same length: <c>|g W| = |g L|</c> with W W' = L L', where the matrix W has more columns than rows and is the same
    /// for all slopes.
    /// </summary>
    private Node Shortened(Node slope)
    {
        if (slope.Operation is ReshapeOperation)
            return Shortened(slope.Inputs[0]);
        if (slope.Operation is not ContractOperation { Summed.Count: 0 } contract)
            return slope;
        var (matrix, labels) = slope.Inputs[0].Shape.Length == 2
            ? (slope.Inputs[0], contract.Left)
            : (slope.Inputs[1], contract.Right);
        if (!matrix.Axes.IsEmpty || labels.Count != 2 || !contract.Output.SequenceEqual([labels[1]])
            || matrix.Shape[0] is FixedExtent rows && matrix.Shape[1] is FixedExtent columns && rows.Value >= columns.Value)
            return slope;
        var coefficient = matrix == slope.Inputs[0] ? slope.Inputs[1] : slope.Inputs[0];
        var (height, width) = (Graph.Length(matrix.Shape[0]), Graph.Length(matrix.Shape[1]));
        var least = GraphBuilder.ToExtent(Graph.Select(Graph.Less(height, width), height, width));
        var factor = Graph.Call(
            "Nn.Linear.TriangularFactor", [matrix], [matrix.Shape[0], least], ElementKind.Float, null);
        return Graph.Contract(coefficient, factor, [0], [0, 1], [1]);
    }
}

/// <summary>A box, as the points no further than a distance of its own in each element.</summary>
internal sealed class BoxReach(GraphBuilder graph, Node center, Node distance) : SymmetricReach(graph, center)
{
    public static BoxReach Between(GraphBuilder graph, Node low, Node high) => new(
        graph, graph.Multiply(graph.Add(low, high), graph.Half()), graph.Multiply(graph.Subtract(high, low), graph.Half()));

    protected override Node Width(Node slope) => Graph.Inner(Graph.Absolute(slope), distance, []);
}

/// <summary>A ball and a box: the tighter of the two bounds, for each function by itself.</summary>
internal sealed class BallInBoxReach(GraphBuilder graph, BallReach ball, BoxReach box) : Reach(graph, ball.Center)
{
    public override Node Lowest(Node slope) =>
        Graph.Larger(ball.Lowest(slope), Graph.Add(Graph.Inner(slope, Shift(), []), box.Lowest(slope)));

    public override Node Highest(Node slope) =>
        Graph.Smaller(ball.Highest(slope), Graph.Add(Graph.Inner(slope, Shift(), []), box.Highest(slope)));

    /// <summary>From the centre of the ball to that of the box.</summary>
    private Node Shift() => Graph.Subtract(box.Center, ball.Center);
}
