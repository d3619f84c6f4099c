using System.Collections.Immutable;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering.Bounds;

/// <summary>The few functions that bounds are made of, with their derivatives: bounds can be trained.</summary>
internal static class Elementary
{
    /// <summary>max(x, 0), element by element.</summary>
    public static Node PositivePart(this GraphBuilder graph, Node x) => SignOf(x) switch
    {
        Sign.NonNegative => x,
        Sign.NonPositive => graph.ZerosLike(x),
        _ => graph.Call(
            "Nn.Elementwise.Max", [x, graph.Zero], x.Shape, ElementKind.Float,
            static (inputs, g, graph) => [graph.Select(graph.Greater(inputs[0], graph.Zero), g, graph.Zero), null]),
    };

    /// <summary>min(x, 0), element by element.</summary>
    public static Node NegativePart(this GraphBuilder graph, Node x) => SignOf(x) switch
    {
        Sign.NonPositive => x,
        Sign.NonNegative => graph.ZerosLike(x),
        _ => graph.Call(
            "Nn.Elementwise.Min", [x, graph.Zero], x.Shape, ElementKind.Float,
            static (inputs, g, graph) => [graph.Select(graph.Less(inputs[0], graph.Zero), g, graph.Zero), null]),
    };

    public static Node Absolute(this GraphBuilder graph, Node x) => SignOf(x) switch
    {
        Sign.NonNegative => x,
        Sign.NonPositive => graph.Negate(x),
        _ => graph.Call(
            "Nn.Elementwise.Abs", [x], x.Shape, ElementKind.Float,
            static (inputs, g, graph) => [graph.Multiply(
                g, graph.Call("Nn.Elementwise.Sign", inputs, inputs[0].Shape, ElementKind.Float, static (i, h, b) => [null]))]),
    };

    /// <summary>The larger of two numbers, element by element; of equal ones the first has the derivative.</summary>
    public static Node Larger(this GraphBuilder graph, Node x, Node y) => x == y ? x : graph.Call(
        "Nn.Elementwise.Max", [x, y], x.IsScalar ? y.Shape : x.Shape, ElementKind.Float,
        static (inputs, g, graph) =>
        {
            var first = graph.Compare(Binding.Operator.GreaterOrEqual, inputs[0], inputs[1]);
            return [graph.Select(first, g, graph.Zero), graph.Select(first, graph.Zero, g)];
        });

    /// <summary>The smaller of two numbers, element by element.</summary>
    public static Node Smaller(this GraphBuilder graph, Node x, Node y) => x == y ? x : graph.Call(
        "Nn.Elementwise.Min", [x, y], x.IsScalar ? y.Shape : x.Shape, ElementKind.Float,
        static (inputs, g, graph) =>
        {
            var first = graph.Compare(Binding.Operator.LessOrEqual, inputs[0], inputs[1]);
            return [graph.Select(first, g, graph.Zero), graph.Select(first, graph.Zero, g)];
        });

    /// <summary>The Euclidean length over the whole core shape; its derivative at zero is zero.</summary>
    public static Node Length2(this GraphBuilder graph, Node x) => graph.Call(
        "Nn.Reduction.Norm", [graph.Flatten(x)], [], ElementKind.Float,
        static (inputs, g, graph) =>
        {
            var norm = graph.Call("Nn.Reduction.Norm", inputs, [], ElementKind.Float, null);
            return [graph.Multiply(graph.Divide(inputs[0], graph.Larger(norm, Tiny(graph))), g)];
        });

    /// <summary>The sum of products over the whole core shape.</summary>
    /// <param name="summed">Axes to be summed over, too: of the operands or not.</param>
    public static Node Inner(this GraphBuilder graph, Node x, Node y, IEnumerable<Axis> summed)
    {
        var axes = summed.ToList();
        if (x.IsScalar && y.IsScalar)
            return graph.Reduce(Reduction.Sum, graph.Multiply(x, y), axes, []);
        if (x.IsScalar || y.IsScalar)
        {
            var (scalar, shaped) = x.IsScalar ? (x, y) : (y, x);
            var total = graph.Reduce(Reduction.Sum, shaped, [], Enumerable.Range(0, shaped.Shape.Length));
            return graph.Reduce(Reduction.Sum, graph.Multiply(total, scalar), axes, []);
        }

        var labels = Enumerable.Range(0, x.Shape.Length).ToList();
        var own = axes.Where(a => x.Axes.Contains(a) || y.Axes.Contains(a)).ToList();
        var product = graph.Contract(x, y, labels, labels, [], own);
        return graph.Reduce(Reduction.Sum, product, axes.Except(own), []);
    }

    /// <summary>All items in one dimension.</summary>
    public static Node Flatten(this GraphBuilder graph, Node x) => graph.Reshape(x, [graph.Size(x)]);

    /// <summary>The number of items of the core shape.</summary>
    public static Extent Size(this GraphBuilder graph, Node x) => GraphBuilder.ToExtent(graph.Count([], x.Shape));

    /// <summary>The value repeated over a core shape where it has none.</summary>
    public static Node Filled(this GraphBuilder graph, Node x, ImmutableArray<Extent> shape) =>
        x.IsScalar && !shape.IsEmpty ? graph.Broadcast(x, Enumerable.Range(0, shape.Length), shape) : x;

    public static Node Half(this GraphBuilder graph) => graph.Number(new Syntax.ExactDecimal(5, -1));

    /// <summary>The sign that a coefficient is made with.</summary>
    private static Sign SignOf(Node x) => x.Operation switch
    {
        NumberOperation => Signs.Of(x),
        SpreadOperation or BroadcastOperation or ReshapeOperation or ArithmeticOperation { Operator: Binding.Operator.Negate } => Of(x),
        _ => Sign.Unknown,
    };

    private static Sign Of(Node x)
    {
        var inner = SignOf(x.Inputs[0]);
        return x.Operation is not ArithmeticOperation ? inner
            : inner == Sign.NonNegative ? Sign.NonPositive
            : inner == Sign.NonPositive ? Sign.NonNegative
            : Sign.Unknown;
    }

    private static Node ZerosLike(this GraphBuilder graph, Node x) => graph.Filled(graph.Zero, x.Shape);

    private static Node Tiny(GraphBuilder graph) => graph.Number(new Syntax.ExactDecimal(1, -30));
}
