using System.Collections.Immutable;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering.Bounds;

/// <summary>Equal forms of a value that have tighter bounds.</summary>
internal static class Preparation
{
    /// <summary>
    /// The value with functions written in others where they say so, and with a maximum or minimum moved outward through what is linear
    /// around it: <c>z_y - max_j z_j</c> becomes <c>min_j (z_y - z_j)</c>, of which every item is bounded by itself.
    /// </summary>
    public static Node Of(GraphBuilder graph, Node root, Node variable)
    {
        var moving = Graphs.DependentsOf(root, [variable]);
        var done = new Dictionary<Node, Node>();
        return Outward(graph, Expand(root), variable);

        Node Expand(Node node)
        {
            if (!moving.Contains(node) || node == variable)
                return node;
            if (done.TryGetValue(node, out var known))
                return known;
            var inputs = node.Inputs.Select(Expand).ToArray();
            var same = node.Operation is CoreToAxisOperation along ? Items(graph, inputs[0], along.Axis)
                : inputs.SequenceEqual(node.Inputs) ? node
                : graph.Make(node.Operation, inputs);
            if (same.Operation is CallOperation { Bounds.Expansion: { } expansion })
            {
                same = expansion(inputs.ToImmutableArray(), graph);
                moving.UnionWith(Graphs.DependentsOf(same, [variable]));
                same = Expand(same);
            }

            same.Name ??= node.Name;
            return done[node] = same;
        }
    }

    /// <summary>The items of the first dimension along an axis: as picks, because a point may vary along the axis, too.</summary>
    private static Node Items(GraphBuilder graph, Node x, Axis axis) => graph.Pick(x, graph.Index(axis), 0);

    private static Node Outward(GraphBuilder graph, Node node, Node variable)
    {
        if (Extremum.Of(graph, node, variable) is not { } found)
            return node;
        var body = Outward(graph, found.Body, variable);
        return graph.Reduce(found.Reduction, body, [found.Axis], []);
    }

    /// <summary>A largest or smallest item along an axis.</summary>
    private sealed record Extremum(Reduction Reduction, Node Body, Axis Axis)
    {
        public static Extremum? Of(GraphBuilder graph, Node node, Node variable)
        {
            var moving = Graphs.DependentsOf(node, [variable]);
            return Find(node);

            Extremum? Find(Node n) => !moving.Contains(n) ? null : n.Operation switch
            {
                ReduceOperation { Reduction: Reduction.Max or Reduction.Min } r => Item(r, n.Inputs[0]),
                ArithmeticOperation { Operator: Operator.Negate } => Find(n.Inputs[0])?.Map(graph.Negate, increasing: false),
                ArithmeticOperation { Operator: Operator.Add } => Either(n, graph.Add, true, true),
                ArithmeticOperation { Operator: Operator.Subtract } => Either(n, graph.Subtract, true, false),
                ArithmeticOperation { Operator: Operator.Multiply } => Scaled(n, 0, 1, graph.Multiply) ?? Scaled(n, 1, 0, graph.Multiply),
                ArithmeticOperation { Operator: Operator.Divide } => Scaled(n, 0, 1, graph.Divide),
                _ => null,
            };

            Extremum? Item(ReduceOperation reduce, Node x)
            {
                if (reduce.Axes.Count == 1)
                    return x.IsScalar ? new(reduce.Reduction, x, reduce.Axes[0]) : null;
                if (x.Shape.Length != 1)
                    return null;
                var axis = Fresh(x, x.Shape[0]);
                return new(reduce.Reduction, Items(graph, x, axis), axis);
            }

            Extremum? Either(Node n, Func<Node, Node, Node> operation, bool growsWithFirst, bool growsWithSecond)
            {
                var (x, y) = (n.Inputs[0], n.Inputs[1]);
                return Find(x)?.Beside(y, graph).Map(body => operation(body, y), growsWithFirst)
                    ?? Find(y)?.Beside(x, graph).Map(body => operation(x, body), growsWithSecond);
            }

            Extremum? Scaled(Node n, int of, int by, Func<Node, Node, Node> operation)
            {
                var factor = n.Inputs[by];
                return moving.Contains(factor) || Signs.Of(factor) == Sign.Unknown
                    ? null
                    : Find(n.Inputs[of])?.Beside(factor, graph)
                        .Map(body => operation(body, factor), Signs.Of(factor) == Sign.NonNegative);
            }
        }

        private static Axis Fresh(Node x, Extent extent) => new(
            AxisKind.Choice, "item" + x.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), extent);

        /// <summary>The same extremum along an axis that the other operand lacks.</summary>
        private Extremum Beside(Node other, GraphBuilder graph)
        {
            if (!other.Axes.Contains(Axis))
                return this;
            var axis = Fresh(graph.Add(Body, other), Axis.Extent!);
            return this with { Body = Items(graph, graph.AxisToCore(Body, Axis), axis), Axis = axis };
        }

        private Extremum Map(Func<Node, Node> function, bool increasing) => new(
            increasing ? Reduction : Reduction == Reduction.Max ? Reduction.Min : Reduction.Max, function(Body), Axis);
    }
}
