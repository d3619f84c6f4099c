using System.Collections.Immutable;

namespace MLSpec.Dsl.Lowering.Ir.Operations;

public enum Norm
{
    LInfinity,
    L2,
    L1,
}

/// <summary>A set of points, as nodes: constant along the axes that its nodes lack.</summary>
public abstract record PointSet
{
    public abstract ImmutableArray<Node> Nodes { get; }

    /// <summary>The same set over other nodes, given in the order of <see cref="Nodes"/>.</summary>
    internal abstract PointSet WithNodes(ImmutableArray<Node> nodes);
}

/// <summary>The points no further than <paramref name="Radius"/> (a scalar) from <paramref name="Center"/>, in a norm over the whole core
/// shape.</summary>
public sealed record NormBall(Norm Norm, Node Center, Node Radius) : PointSet
{
    public override ImmutableArray<Node> Nodes => ImmutableArray.Create(Center, Radius);

    internal override PointSet WithNodes(ImmutableArray<Node> nodes) => new NormBall(Norm, nodes[0], nodes[1]);
}

/// <summary>Elementwise between two bounds, each a scalar or of the points' shape.</summary>
public sealed record Box(Node Low, Node High) : PointSet
{
    public override ImmutableArray<Node> Nodes => ImmutableArray.Create(Low, High);

    internal override PointSet WithNodes(ImmutableArray<Node> nodes) => new Box(nodes[0], nodes[1]);
}

/// <summary>The points of the ball that are also in the box. The centre of the ball lies in the box, or the box is projected onto
/// last.</summary>
public sealed record BallInBox(NormBall Ball, Box Box) : PointSet
{
    public override ImmutableArray<Node> Nodes => Ball.Nodes.AddRange(Box.Nodes);

    internal override PointSet WithNodes(ImmutableArray<Node> nodes) =>
        new BallInBox(new NormBall(Ball.Norm, nodes[0], nodes[1]), new Box(nodes[2], nodes[3]));
}

/// <summary>
/// Points along an axis that may all move, at a root mean squared Euclidean distance (over the axis; over all of a point's core) of at most
/// the radius: a coupling of Wasserstein distance 2 without splitting. Items along other axes are independent.
/// </summary>
/// <param name="Radius">A scalar that is constant along the axis.</param>
public sealed record TransportBall(Node Center, Node Radius, Axis Axis) : PointSet
{
    public override ImmutableArray<Node> Nodes => ImmutableArray.Create(Center, Radius);

    internal override PointSet WithNodes(ImmutableArray<Node> nodes) => new TransportBall(nodes[0], nodes[1], Axis);
}

/// <summary>How a search runs.</summary>
public abstract record SearchMethod
{
    /// <summary>The method's numbers, all on the host.</summary>
    public virtual ImmutableArray<Node> Nodes => ImmutableArray<Node>.Empty;

    /// <summary>Whether the points on the way are compared by the objective, so that a step computes it beside its gradient.</summary>
    public virtual bool ComparesValues => false;

    /// <summary>The same method over other nodes, given in the order of <see cref="Nodes"/>.</summary>
    internal virtual SearchMethod WithNodes(ImmutableArray<Node> nodes) => this;
}

/// <summary>
/// <paramref name="Steps"/> (a host integer) steps of length <c>2.5 radius / steps</c> along the gradient's sign (linf) or direction
/// (l2), each projected onto the set, from a start drawn
/// uniformly from the set; for a single step the start is the centre. In a box without a ball the radius is half the box's width, the
/// centre its middle.
/// </summary>
public sealed record ProjectedGradientMethod(Node Steps) : SearchMethod
{
    public override ImmutableArray<Node> Nodes => ImmutableArray.Create(Steps);

    internal override SearchMethod WithNodes(ImmutableArray<Node> nodes) => new ProjectedGradientMethod(nodes[0]);
}

/// <summary>
/// The best of all points that <paramref name="Restarts"/> runs pass, for each item by itself: the first run starts from the centre, the
/// others from points drawn uniformly from the set. Step <c>k</c> of <paramref name="Steps"/> has a length proportional to
/// <c>(1 - k / steps)^decay</c>; a run's lengths add up to <paramref name="Step"/> radii. The direction is that of the gradients so far,
/// each over its l1 norm: <c>g := momentum g + gradient</c>.
/// </summary>
/// <param name="Steps">A host integer, at least 1.</param>
/// <param name="Restarts">A host integer, at least 1.</param>
/// <param name="Momentum">A host number, at least 0.</param>
/// <param name="Step">A host number above 0.</param>
/// <param name="Decay">A host number, at least 0.</param>
public sealed record RestartedGradientMethod(Node Steps, Node Restarts, Node Momentum, Node Step, Node Decay) : SearchMethod
{
    public override ImmutableArray<Node> Nodes => ImmutableArray.Create(Steps, Restarts, Momentum, Step, Decay);

    public override bool ComparesValues => true;

    internal override SearchMethod WithNodes(ImmutableArray<Node> nodes) =>
        new RestartedGradientMethod(nodes[0], nodes[1], nodes[2], nodes[3], nodes[4]);
}

/// <summary>One step of the full radius from the centre along the gradient's sign (linf) or direction (l2), projected.</summary>
public sealed record FastGradientSignMethod : SearchMethod;

/// <summary>
/// The point that a search for the worst or best case has found: of the shape and axes of <see cref="Variable"/>. The searches of all
/// items along the axes are independent. Its inputs are
/// the set's nodes, then the method's, then every node that <see cref="LoopRoots"/> use and that does not depend on the variable: what
/// lies between these and the roots is
/// the body of the search's loop.
/// </summary>
/// <remarks>
/// Compared by its variable, of which each search has its own. The point has no derivative with respect to what the objective holds fixed
/// (the envelope theorem, Danskin 1966: the value's
/// derivative is the objective's at the point found); it moves with the centre of its ball.
/// </remarks>
/// <param name="Variable">The node that stands for the point in <see cref="Objective"/> and <see cref="Gradient"/>.</param>
/// <param name="Objective">A scalar for each item along the axes.</param>
/// <param name="Gradient">The gradient of the objective with respect to the variable; it may lack axes along which it is constant.</param>
/// <param name="BoundKind">How the objective at the point found relates to its supremum (or infimum).</param>
public sealed record SearchOperation(
    Node Variable, Node Objective, Node Gradient, bool Maximize, PointSet Set, SearchMethod Method, string Stream, BoundKind BoundKind,
    Derivation Derivation)
    : Operation
{
    public override string Name => Maximize ? "search_max" : "search_min";

    /// <summary>What a step of the loop computes: the gradient, and before it the objective where the method compares values.</summary>
    public ImmutableArray<Node> LoopRoots => Method.ComparesValues ? ImmutableArray.Create(Objective, Gradient) : ImmutableArray.Create(Gradient);

    internal override NodeType Infer(ImmutableArray<Node> inputs) => Variable.Type;

    public override IReadOnlyList<Node?> Pullback(Node node, Node gradient, GraphBuilder graph)
    {
        var set = Set.WithNodes(node.Inputs.Take(Set.Nodes.Length).ToImmutableArray());
        var gradients = node.Inputs.Select(_ => (Node?)null).ToArray();
        var (center, radius, inside) = set switch
        {
            NormBall b => (b.Center, b.Radius, gradient),
            TransportBall b => (b.Center, b.Radius, gradient),
            BallInBox b => (
                b.Ball.Center,
                b.Ball.Radius,
                graph.Select(graph.And(graph.Greater(node, b.Box.Low), graph.Less(node, b.Box.High)), gradient, graph.Zero)),
            _ => (null, null, gradient),
        };
        if (center is not null && radius is not null)
        {
            gradients[0] = graph.Fit(inside, center, node);
            gradients[1] = graph.Fit(graph.Multiply(inside, graph.Divide(graph.Subtract(node, center), radius)), radius, node);
        }

        return gradients;
    }

    public bool Equals(SearchOperation? other) => other is not null && ReferenceEquals(Variable, other.Variable);

    public override int GetHashCode() => Variable.Id;
}
