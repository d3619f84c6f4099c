using System.Collections.Immutable;
using System.Globalization;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;
using MLSpec.Dsl.Syntax;

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
/// <param name="rounding">The share of all magnitudes on the way by which bounds are moved outward for rounding; null: not at all.</param>
internal sealed class LinearBounds(GraphBuilder graph, Node variable, Reach reach, IPlanes planes, ExactDecimal? rounding)
{
    private readonly Dictionary<Node, Interval> _intervals = new();
    private readonly Dictionary<Node, IReadOnlyList<Interval>> _inputs = new();
    private readonly GraphRewriter _nominal = new(graph, new Dictionary<Node, Node> { [variable] = reach.Center });

    public GraphBuilder Graph => graph;

    public Node Variable => variable;

    /// <summary>The value at the centre of the set.</summary>
    public Node Nominal(Node node) => _nominal.Rewrite(node);

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

    /// <summary>Whether a value does not depend on the point.</summary>
    public bool IsFixed(Node node) => !MovingOf(node).Contains(node);

    /// <summary>One bound of every item of a value, by a pass that starts at it.</summary>
    public Node Bound(Node node, bool lower)
    {
        var moving = MovingOf(node);
        if (node.IsScalar)
        {
            var (change, magnitude) = Change(new Pass(node, ImmutableArray<Axis>.Empty, lower), moving, graph.One);
            return Rounded(node, change, magnitude, lower);
        }

        // One row for each item: the coefficient of the item itself is a unit vector.
        var rows = new Axis(AxisKind.Choice, "row" + node.Id.ToString(CultureInfo.InvariantCulture), graph.Size(node));
        var units = graph.Reshape(graph.Spread(graph.One, graph.Index(rows), 0, rows.Extent!), node.Shape);
        var (changes, _) = Change(new Pass(node, ImmutableArray.Create(rows), lower), moving, units);
        return Rounded(node, graph.Reshape(graph.AxisToCore(changes, rows), node.Shape), graph.Zero, lower);
    }

    /// <summary>The value at the centre and its change, moved outward by what rounding may have lost.</summary>
    /// <param name="magnitude">The sum of the sizes of what was added on the way.</param>
    private Node Rounded(Node node, Node change, Node magnitude, bool lower)
    {
        var bound = graph.Add(Nominal(node), change);
        if (rounding is not { } share)
            return bound;
        var sizes = graph.Add(graph.Add(graph.Absolute(Nominal(node)), graph.Absolute(change)), magnitude);
        var margin = graph.StopGradient(graph.Multiply(sizes, graph.Number(share)));
        return lower ? graph.Subtract(bound, margin) : graph.Add(bound, margin);
    }

    /// <summary>The range of a node whose inputs have these intervals; null for an affine one, or where nothing is known.</summary>
    public Interval? RangeOf(Node node, Func<Node, IReadOnlyList<Interval>> inputs) => RangeOf(node, MovingOf(node), inputs);

    private HashSet<Node> MovingOf(Node node) => Graphs.DependentsOf(node, [variable]);

    private Interval Compute(Node node)
    {
        var moving = MovingOf(node);
        if (!moving.Contains(node))
            return Interval.Of(node);
        if (RangeOf(node, moving, InputsOf) is { } range)
            return range;
        var (low, high) = (Bound(node, lower: true), Bound(node, lower: false));
        low.Name ??= "low";
        high.Name ??= "high";
        return new(low, high);
    }

    private Interval? RangeOf(Node node, HashSet<Node> moving, Func<Node, IReadOnlyList<Interval>> inputs) =>
        node == variable || IsAffine(node, moving) ? null : node.Operation.Range(node, inputs(node), graph);

    private static bool IsAffine(Node node, HashSet<Node> moving) => node.Operation.IsAffine(node.Inputs.Select(moving.Contains).ToList());

    /// <summary>A single backward pass: how far the root can come below or above its value at the centre, and how large what is added
    /// there is.</summary>
    /// <param name="start">The coefficient of the root: of its core shape, along the rows of the pass.</param>
    private (Node Change, Node Magnitude) Change(Pass pass, HashSet<Node> moving, Node start)
    {
        var (lifted, point) = Lifted(pass.Root);
        var coefficients = new Dictionary<Node, Node> { [pass.Root] = start };
        var (change, magnitude) = (graph.Zero, graph.Zero);
        foreach (var node in moving.Where(n => n != variable).OrderByDescending(n => n.Id))
        {
            if (!coefficients.TryGetValue(node, out var coefficient))
                continue;
            var image = lifted.Rewrite(node);
            if (rounding is not null && pass.Rows.IsEmpty && !IsAffine(node, moving))
                magnitude = graph.Add(
                    magnitude, graph.Inner(graph.Absolute(coefficient), graph.Absolute(Nominal(node)), pass.Summed(image)));
            var contributions = IsAffine(node, moving)
                ? image.Operation.Pullback(image, coefficient, graph)
                : Enclosed(node, image, coefficient, pass, ref change);
            for (var i = 0; i < node.Inputs.Length; i++)
            {
                if (contributions[i] is { } contribution && moving.Contains(node.Inputs[i]))
                    coefficients[node.Inputs[i]] = coefficients.TryGetValue(node.Inputs[i], out var sum)
                        ? graph.Add(sum, contribution)
                        : contribution;
            }
        }

        if (!coefficients.TryGetValue(variable, out var slope))
            return (change, magnitude);
        var extreme = pass.Lower ? reach.Lowest(slope) : reach.Highest(slope);
        return (graph.Add(change, pass.Sum(graph, extreme, point)), magnitude);
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
    private IReadOnlyList<Node?> Enclosed(Node node, Node image, Node coefficient, Pass pass, ref Node change)
    {
        var relaxation = planes.Of(node, this, pass) ?? throw Unbounded(node);
        var (positive, negative) = (graph.PositivePart(coefficient), graph.NegativePart(coefficient));
        var (first, second) = pass.Lower ? (relaxation.Lower, relaxation.Upper) : (relaxation.Upper, relaxation.Lower);
        var slopes = node.Inputs.Select((_, i) => new[] { (positive, first.Slopes[i]), (negative, second.Slopes[i]) }
            .Where(t => t.Item2 is not null && !Shapes.IsZero(t.Item1) && !Shapes.IsZero(t.Item2))
            .Select(t => graph.Multiply(t.Item1, t.Item2!))
            .Aggregate((Node?)null, (sum, term) => sum is null ? term : graph.Add(sum, term))).ToList();
        var offset = planes.Offset(node, coefficient, slopes[slopes.Count - 1], this, pass) is { } special
            ? pass.Sum(graph, special, image)
            : graph.Add(Away(positive, node, first, image, pass), Away(negative, node, second, image, pass));
        change = graph.Add(change, offset);
        return slopes.Select((slope, i) => slope is null ? null : graph.Fit(slope, image.Inputs[i], image)).ToList();
    }

    /// <summary>A coefficient times what a plane is away from the value, at the centre.</summary>
    private Node Away(Node coefficient, Node node, Plane plane, Node image, Pass pass)
    {
        if (Shapes.IsZero(coefficient))
            return graph.Zero;
        var value = plane.Offset;
        for (var i = 0; i < node.Inputs.Length; i++)
        {
            if (plane.Slopes[i] is { } slope)
                value = graph.Add(graph.Multiply(slope, Nominal(node.Inputs[i])), value);
        }

        return graph.Inner(coefficient, graph.Subtract(value, Nominal(node)), pass.Summed(image));
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

/// <summary>A backward pass: for which values, and on which side of them.</summary>
/// <param name="Rows">The axis along which the items of the root have coefficients of their own; empty for a scalar.</param>
internal sealed record Pass(Node Root, ImmutableArray<Axis> Rows, bool Lower)
{
    /// <summary>The axes along which the result of the pass varies on account of its root.</summary>
    public IEnumerable<Axis> Kept => Root.Axes.Concat(Rows);

    /// <summary>The axes of a node over which its contributions are summed, because the root is one value for all of them.</summary>
    public IReadOnlyList<Axis> Summed(Node image) => image.Axes.Where(a => !Kept.Contains(a)).ToList();

    public Node Sum(GraphBuilder graph, Node contribution, Node image) => graph.Reduce(Reduction.Sum, contribution, Summed(image), []);
}

/// <summary>Which planes stand for an operation that is not affine.</summary>
internal interface IPlanes
{
    /// <summary>Null where none are known.</summary>
    Relaxation? Of(Node node, LinearBounds bounds, Pass pass);

    /// <summary>
    /// Where the planes' own offsets are not what is meant: a bound of <c>coefficient . f(z) - slope . z</c> over the set, minus its value
    /// at the centre, summed over the core shape; null for the planes' own.
    /// </summary>
    Node? Offset(Node node, Node coefficient, Node? slope, LinearBounds bounds, Pass pass);
}
