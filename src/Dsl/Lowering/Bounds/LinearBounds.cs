using System.Collections.Immutable;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering.Bounds;

/// <summary>
/// Bounds by a backward pass over linear forms. It is reverse-mode differentiation in which affine operations use their pullback as it
/// is, and an operation <c>y = f(z)</c> is replaced by the planes that enclose it: of a coefficient of y, the positive part takes the
/// lower plane and the negative part the upper one (for a lower bound).
/// </summary>
/// <remarks>
/// With x^ the centre of the set, y^ and z^ the values there, A the coefficient of y and p, q its planes, the bound is
/// <c>root(x^) + sum of A+ . (p(z^) - y^) + A- . (q(z^) - y^), + min of (coefficient of x) . (x - x^)</c>: affine operations contribute
/// nothing, and every term has one sign.
/// </remarks>
internal sealed class LinearBounds(GraphBuilder graph, Node variable, Reach reach, IPlanes planes)
{
    private readonly Dictionary<Node, Interval> _intervals = new();
    private readonly Dictionary<Node, IReadOnlyList<Interval>> _inputs = new();
    private readonly GraphRewriter _nominal = new(graph, new Dictionary<Node, Node> { [variable] = reach.Center });

    public GraphBuilder Graph => graph;

    /// <summary>The value at the centre of the set.</summary>
    public Node Nominal(Node node) => _nominal.Rewrite(node);

    /// <summary>A bound of a scalar, along its axes and those of the set.</summary>
    public Node Bound(Node root, bool lower)
    {
        var moving = Graphs.DependentsOf(root, [variable]);
        if (!moving.Contains(root))
            return root;
        if (!IsAffine(root, moving) && RangeOf(root, moving) is { } range)
            return lower ? range.Low : range.High;
        return graph.Add(Nominal(root), Change(root, moving, graph.One, ImmutableArray<Axis>.Empty, lower));
    }

    /// <summary>Bounds of every item of a value: of its core shape.</summary>
    public Interval IntervalOf(Node node)
    {
        if (!_intervals.TryGetValue(node, out var known))
            _intervals[node] = known = Compute(node);
        return known;
    }

    /// <summary>The intervals of a node's inputs; what does not move is its own interval.</summary>
    public IReadOnlyList<Interval> InputsOf(Node node)
    {
        if (!_inputs.TryGetValue(node, out var known))
            _inputs[node] = known = node.Inputs.Select(IntervalOf).ToList();
        return known;
    }

    private Interval Compute(Node node)
    {
        var moving = Graphs.DependentsOf(node, [variable]);
        if (!moving.Contains(node))
            return Interval.Of(node);
        if (!IsAffine(node, moving) && RangeOf(node, moving) is { } range)
            return range;
        var (low, high) = (Away(node, moving, lower: true), Away(node, moving, lower: false));
        low.Name ??= "low";
        high.Name ??= "high";
        return new(low, high);
    }

    private Node Away(Node node, HashSet<Node> moving, bool lower)
    {
        if (node.IsScalar)
            return graph.Add(Nominal(node), Change(node, moving, graph.One, ImmutableArray<Axis>.Empty, lower));

        // One row for each item: the coefficient of the item itself is a unit vector.
        var rows = new Axis(
            AxisKind.Choice, "row" + node.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), graph.Size(node));
        var units = graph.Reshape(graph.Spread(graph.One, graph.Index(rows), 0, rows.Extent!), node.Shape);
        var change = Change(node, moving, units, ImmutableArray.Create(rows), lower);
        return graph.Add(Nominal(node), graph.Reshape(graph.AxisToCore(change, rows), node.Shape));
    }

    private Interval? RangeOf(Node node, HashSet<Node> moving) =>
        node.Inputs.Any(moving.Contains) ? node.Operation.Range(node, InputsOf(node), graph) : null;

    private static bool IsAffine(Node node, HashSet<Node> moving) =>
        node.Inputs.IsEmpty || node.Operation.IsAffine(node.Inputs.Select(moving.Contains).ToList());

    /// <summary>A single backward pass from a node: how far below or above its value at the centre it can come.</summary>
    /// <param name="start">The coefficient of the root: of its core shape, perhaps along axes of its own.</param>
    /// <param name="rows">The axes of <paramref name="start"/>, which the root lacks.</param>
    private Node Change(Node root, HashSet<Node> moving, Node start, ImmutableArray<Axis> rows, bool lower)
    {
        var (lifted, point) = Lifted(root);
        var kept = root.Axes.Concat(rows).ToList();
        var coefficients = new Dictionary<Node, Node> { [root] = start };
        var change = graph.Zero;
        foreach (var node in moving.Where(n => n != variable).OrderByDescending(n => n.Id))
        {
            if (!coefficients.TryGetValue(node, out var coefficient))
                continue;
            var image = lifted.Rewrite(node);
            var contributions = IsAffine(node, moving)
                ? image.Operation.Pullback(image, coefficient, graph)
                : Enclosed(node, image, coefficient, kept, lower, ref change);
            for (var i = 0; i < node.Inputs.Length; i++)
            {
                if (contributions[i] is { } contribution && moving.Contains(node.Inputs[i]))
                    coefficients[node.Inputs[i]] = coefficients.TryGetValue(node.Inputs[i], out var sum)
                        ? graph.Add(sum, contribution)
                        : contribution;
            }
        }

        if (!coefficients.TryGetValue(variable, out var slope))
            return change;
        var extreme = lower ? reach.Lowest(slope) : reach.Highest(slope);
        return graph.Add(change, graph.Reduce(Reduction.Sum, extreme, point.Axes.Where(a => !kept.Contains(a)), []));
    }

    /// <summary>
    /// Rows of the root along axes that the set lacks (the labels of a minimum) have coefficients of their own: a variable with these
    /// axes makes every operation in between keep them.
    /// </summary>
    private (GraphRewriter Lifted, Node Point) Lifted(Node root)
    {
        if (root.Axes.All(variable.Axes.Contains))
            return (new GraphRewriter(graph, new Dictionary<Node, Node>()), variable);
        var point = graph.Variable(variable.Name!, variable.Axes.Union(root.Axes), variable.Shape);
        return (new GraphRewriter(graph, new Dictionary<Node, Node> { [variable] = point }), point);
    }

    /// <summary>Replaces an operation by its planes: the coefficients of its inputs, and what the planes are away from its value at the
    /// centre.</summary>
    private IReadOnlyList<Node?> Enclosed(
        Node node, Node image, Node coefficient, IReadOnlyCollection<Axis> kept, bool lower, ref Node change)
    {
        var relaxation = planes.Of(node, this) ?? throw Unbounded(node);
        var (positive, negative) = (graph.PositivePart(coefficient), graph.NegativePart(coefficient));
        var (first, second) = lower ? (relaxation.Lower, relaxation.Upper) : (relaxation.Upper, relaxation.Lower);
        var summed = image.Axes.Where(a => !kept.Contains(a)).ToList();
        foreach (var (part, plane) in new[] { (positive, first), (negative, second) })
        {
            if (!Shapes.IsZero(part))
                change = graph.Add(change, graph.Inner(part, Gap(node, plane), summed));
        }

        return node.Inputs.Select((input, i) =>
        {
            var terms = new[] { (positive, first.Slopes[i]), (negative, second.Slopes[i]) }
                .Where(t => t.Item2 is not null && !Shapes.IsZero(t.Item1) && !Shapes.IsZero(t.Item2))
                .Select(t => graph.Multiply(t.Item1, t.Item2!))
                .ToList();
            return terms.Count == 0 ? null : graph.Fit(terms.Aggregate(graph.Add), image.Inputs[i], image);
        }).ToList();
    }

    /// <summary>The plane minus the value, at the centre.</summary>
    private Node Gap(Node node, Plane plane)
    {
        var value = plane.Offset;
        for (var i = 0; i < node.Inputs.Length; i++)
        {
            if (plane.Slopes[i] is { } slope)
                value = graph.Add(graph.Multiply(slope, Nominal(node.Inputs[i])), value);
        }

        return graph.Subtract(value, Nominal(node));
    }

    private static UnboundedNodeException Unbounded(Node node) => node.Operation switch
    {
        SelectOperation => new(node, "an `if` whose condition depends on the point has no linear bounds"),
        SearchOperation => new(node, "the point that an inner search finds has no certified bounds"),
        StopGradientOperation => new(node, "a value without a derivative (stop_grad) cannot be bounded in the point"),
        CallOperation call => new(node, $"the function {call.Member} states no bounds", "state its range and relaxation"),
        _ => new(node, $"the operation {node.Operation.Name} has no linear bounds in the point"),
    };
}

/// <summary>Which planes stand for an operation that is not affine.</summary>
internal interface IPlanes
{
    /// <summary>Null where none are known.</summary>
    Relaxation? Of(Node node, LinearBounds bounds);
}
