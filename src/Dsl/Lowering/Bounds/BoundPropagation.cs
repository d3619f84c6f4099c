using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering.Bounds;

/// <summary>Certified bounds of a value over all points of a set, as nodes of the same graph. They are exact up to rounding.</summary>
public static class BoundPropagation
{
    /// <summary>A value that is at most <paramref name="root"/> for every point of the set, for each item along the root's axes.</summary>
    /// <param name="root">A scalar along axes.</param>
    /// <param name="variable">The leaf in it that stands for a point of the set.</param>
    /// <returns>A scalar along the axes of the root and of the set; it does not depend on the variable.</returns>
    /// <exception cref="UnboundedNodeException">An operation in between has no relaxation.</exception>
    public static Node Lower(GraphBuilder graph, Node root, Node variable, PointSet set, BoundMethod method) =>
        Bound(graph, root, variable, set, method, lower: true);

    /// <summary>A value that is at least <paramref name="root"/> for every point of the set: see <see cref="Lower"/>.</summary>
    public static Node Upper(GraphBuilder graph, Node root, Node variable, PointSet set, BoundMethod method) =>
        Bound(graph, root, variable, set, method, lower: false);

    private static Node Bound(GraphBuilder graph, Node root, Node variable, PointSet set, BoundMethod method, bool lower)
    {
        var reach = Reach.Of(graph, set, variable);
        var prepared = Preparation.Of(graph, root, variable);
        return method switch
        {
            IntervalMethod => new LinearBounds(graph, variable, reach, new ConstantPlanes()).Bound(prepared, lower),
            CrownMethod => new LinearBounds(graph, variable, reach, new StartingPlanes()).Bound(prepared, lower),
            _ => throw new UnboundedNodeException(root, $"the method {method} is not known"),
        };
    }
}
