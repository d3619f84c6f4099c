using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Lowering.Bounds;

/// <summary>Certified bounds of a value over all points of a set, as nodes of the same graph.</summary>
public static class BoundPropagation
{
    private static readonly ExactDecimal _rounding = new(4, -6);

    /// <summary>A value that is at most <paramref name="root"/> for every point of the set, for each item along the root's axes.</summary>
    /// <param name="root">A scalar along axes.</param>
    /// <param name="variable">The leaf in it that stands for a point of the set.</param>
    /// <param name="rounded">Moved outward by 4e-6 (some 64 units in the last place of float32) of the sizes of all that is added on the
    /// way: for evaluation in float32.</param>
    /// <returns>A scalar along the axes of the root and of the set; it does not depend on the variable.</returns>
    /// <exception cref="UnboundedNodeException">An operation in between has no relaxation.</exception>
    public static Node Lower(GraphBuilder graph, Node root, Node variable, PointSet set, BoundMethod method, bool rounded = false) =>
        Bound(graph, root, variable, set, method, rounded, lower: true);

    /// <summary>A value that is at least <paramref name="root"/> for every point of the set: see <see cref="Lower"/>.</summary>
    public static Node Upper(GraphBuilder graph, Node root, Node variable, PointSet set, BoundMethod method, bool rounded = false) =>
        Bound(graph, root, variable, set, method, rounded, lower: false);

    private static Node Bound(GraphBuilder graph, Node root, Node variable, PointSet set, BoundMethod method, bool rounded, bool lower)
    {
        var prepared = Preparation.Of(graph, root, variable);
        var reach = Reach.Of(graph, set, variable, method is AlphaCrownMethod or SdpCrownMethod);
        LinearBounds With(IPlanes planes) => new(graph, variable, reach, planes, rounded ? _rounding : null);
        var crown = With(new StartingPlanes());
        switch (method)
        {
            case IntervalMethod:
                return Outermost(With(new ConstantPlanes()).Bound).Bound(prepared, lower);
            case CrownMethod:
                return Outermost(crown.Bound).Bound(prepared, lower);
            case AlphaCrownMethod alpha:
                return Outermost(Optimised(() => new OptimisedPlanes(crown, OptimisedPlanes.UsualRate), alpha.Steps)).Bound(prepared, lower);
            case SdpCrownMethod sdp:
                var radius = RadiusOf(set) ?? throw new UnboundedNodeException(
                    root, "the semidefinite relaxation is over an l2 ball, perhaps within a box", "use crown or alpha_crown for this set");
                var found = Optimised(() => new SemidefinitePlanes(crown, new LayerBalls(graph, variable, radius)), sdp.Steps);
                return Outermost((node, low) => low
                    ? graph.Larger(found(node, low), crown.Bound(node, low))
                    : graph.Smaller(found(node, low), crown.Bound(node, low))).Bound(prepared, lower);
            default:
                throw new UnboundedNodeException(root, $"the method {method} is not known");
        }

        Ranges Outermost(Func<Node, bool, Node> pass) => new(crown, pass);

        Func<Node, bool, Node> Optimised(Func<OptimisedPlanes> planes, Node steps) => (node, low) =>
        {
            var free = planes();
            var bound = With(free).Bound(node, low);
            return free.Variables.IsEmpty ? bound
                : low ? graph.Ascent(free.Variables, bound, steps)
                : graph.Negate(graph.Ascent(free.Variables, graph.Negate(bound), steps));
        };
    }

    private static Node? RadiusOf(PointSet set) => set switch
    {
        NormBall { Norm: Norm.L2 } ball => ball.Radius,
        BallInBox { Ball: { Norm: Norm.L2 } ball } => ball.Radius,
        _ => null,
    };

    /// <summary>
    /// A maximum, a minimum and a function of one value follow from bounds of their arguments; only these are bounded by passes of their
    /// own, each by itself.
    /// </summary>
    private sealed class Ranges(LinearBounds bounds, Func<Node, bool, Node> pass)
    {
        public Node Bound(Node node, bool lower) => bounds.IsFixed(node) ? node
            : bounds.RangeOf(node, n => n.Inputs.Select(Interval).ToList()) is { } range ? (lower ? range.Low : range.High)
            : pass(node, lower);

        private Interval Interval(Node node) => bounds.IsFixed(node) ? Ir.Interval.Of(node) : new(Bound(node, true), Bound(node, false));
    }
}
