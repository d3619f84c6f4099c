using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering.Bounds;

/// <summary>Certified bounds of a value over all points of a set, as nodes of the same graph.</summary>
public static class BoundPropagation
{
    /// <summary>A value that is at most <paramref name="root"/> for every point of the set, for each item along the root's axes.</summary>
    /// <param name="root">A scalar along axes.</param>
    /// <param name="variable">The leaf in it that stands for a point of the set.</param>
    /// <returns>A scalar along the axes of the root and of the set; it does not depend on the variable.</returns>
    /// <exception cref="UnboundedNodeException">An operation in between has no relaxation.</exception>
    public static Node Lower(GraphBuilder graph, Node root, Node variable, PointSet set, BoundMethod method) =>
        throw new UnboundedNodeException(root, $"{root.Operation.Name} has no bound by {method} over {set} in {variable.Name} of {graph}.");

    /// <summary>A value that is at least <paramref name="root"/> for every point of the set: see <see cref="Lower"/>.</summary>
    public static Node Upper(GraphBuilder graph, Node root, Node variable, PointSet set, BoundMethod method) =>
        graph.Negate(Lower(graph, graph.Negate(root), variable, set, method));
}
