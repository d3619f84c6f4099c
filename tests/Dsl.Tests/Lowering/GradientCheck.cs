using System.Collections.Immutable;
using MLSpec.Dsl.Lowering.Ir;

namespace MLSpec.Dsl.Tests.Lowering;

/// <summary>Derived gradients against central differences.</summary>
internal sealed class GradientCheck(GraphBuilder graph, int seed = 1)
{
    private readonly Random _random = new(seed);
    private readonly Dictionary<(Node, string), Dense> _values = [];
    private readonly Dictionary<Axis, int> _extents = [];

    public GraphBuilder Graph { get; } = graph;

    /// <summary>What integer leaves are below.</summary>
    public int Classes { get; init; } = 3;

    /// <summary>The range of float leaves.</summary>
    public (double Low, double High) Range { get; init; } = (-1.5, 1.5);

    public Axis Batch(string name = "rows", int extent = 3)
    {
        var axis = new Axis(AxisKind.Batch, name, null);
        _extents[axis] = extent;
        return axis;
    }

    public Node Leaf(string name, IEnumerable<Axis> axes, params int[] shape) =>
        Graph.Variable(name, axes, [.. shape.Select(n => new FixedExtent(n))]);

    public Node Label(string name, params Axis[] axes) =>
        Graph.Input(new VariableInput(-1, name), new NodeType([.. axes.Order()], [], ElementKind.Int));

    public NaiveInterpreter Interpreter() => new(_extents, Value);

    public void Set(Node leaf, double value) => _values[(leaf, "")] = Dense.Of(value);

    public Dense Value(Node leaf, ImmutableSortedDictionary<Axis, int> point)
    {
        var key = (leaf, string.Join(",", leaf.Axes.Select(a => point[a])));
        if (!_values.TryGetValue(key, out var value))
        {
            var shape = leaf.Shape.Select(new NaiveInterpreter(_extents, Value).Length).ToArray();
            _values[key] = value = Dense.From(
                shape, _ =>
                    leaf.Element == ElementKind.Float
                        ? Range.Low + (_random.NextDouble() * (Range.High - Range.Low))
                        : _random.Next(Classes));
        }

        return value;
    }

    /// <summary>Asserts the gradients of the sum over everything of the root times fixed random weights, with respect to each
    /// leaf.</summary>
    public void Verify(Node root, params Node[] leaves)
    {
        var weights = Graph.Variable("weights", root.Axes, root.Shape);
        var product = Graph.Multiply(root, weights);
        var total = Graph.Reduce(
            MLSpec.Dsl.Lowering.Ir.Operations.Reduction.Sum, product, product.Axes, Enumerable.Range(0, product.Shape.Length));
        var gradients = Differentiation.Gradients(Graph, total, leaves);
        for (var i = 0; i < leaves.Length; i++)
            Verify(total, leaves[i], gradients[i]);
    }

    private void Verify(Node total, Node leaf, Node? gradient)
    {
        const double h = 1e-5;
        foreach (var point in Interpreter().Points(leaf.Axes))
        {
            var value = Value(leaf, point);
            var derived = gradient is null ? null : Interpreter().At(gradient, point);
            Assert.True(derived is null || derived.Items.Length == value.Items.Length, $"The gradient of {leaf.Name} has another shape.");
            for (var k = 0; k < value.Items.Length; k++)
            {
                var saved = value.Items[k];
                value.Items[k] = saved + h;
                var above = Interpreter().Host(total);
                value.Items[k] = saved - h;
                var below = Interpreter().Host(total);
                value.Items[k] = saved;
                var difference = (above - below) / (2 * h);
                Assert.Equal(difference, derived?.Items[k] ?? 0, 1e-6 * (1 + Math.Abs(difference)));
            }
        }
    }
}
