using System.Collections.Immutable;
using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Lowering.Bounds;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Tests.Lowering.Bounds;

/// <summary>A fully connected network with given weights, as nodes, and its bounds around given inputs, in double precision.</summary>
internal sealed class Network
{
    private readonly Dictionary<Node, Dense> _values = [];
    private readonly NaiveInterpreter _interpreter;

    public Network(double[][][] weights, double[][] biases, double[][] inputs, string activation = "relu")
    {
        Rows = new Axis(AxisKind.Batch, "rows", null);
        var width = weights[0][0].Length;
        Point = Graph.Variable("x'", [Rows], [new FixedExtent(width)]);
        Center = Graph.Variable("x", [Rows], [new FixedExtent(width)]);
        Radius = Graph.Variable("eps", [], []);
        _interpreter = new NaiveInterpreter(
            new Dictionary<Axis, int> { [Rows] = inputs.Length },
            (node, point) => node == Center ? new Dense([width], inputs[point[Rows]]) : _values[node]);
        var x = Point;
        for (var k = 0; k < weights.Length; k++)
        {
            var weight = Leaf($"w{k}", new Dense([weights[k].Length, weights[k][0].Length], [.. weights[k].SelectMany(r => r)]));
            x = Graph.Add(Graph.Contract(weight, x, [0, 1], [1], [0]), Leaf($"b{k}", new Dense([biases[k].Length], biases[k])));
            if (k < weights.Length - 1)
                x = PreludeFunctions.Apply(Graph, activation, x);
        }

        Output = x;
        Outputs = new Axis(AxisKind.Choice, "j", Output.Shape[0]);
    }

    public GraphBuilder Graph { get; } = new();

    public Axis Rows { get; }

    public Axis Outputs { get; }

    public Node Point { get; }

    public Node Center { get; }

    public Node Radius { get; }

    /// <summary>The last layer.</summary>
    public Node Output { get; }

    /// <summary>Every output by itself, along an axis.</summary>
    public Node EachOutput => Graph.CoreToAxis(Output, Outputs);

    public Node Leaf(string name, Dense value)
    {
        var leaf = Graph.Variable(name, [], [.. value.Shape.Select(n => new FixedExtent(n))]);
        _values[leaf] = value;
        return leaf;
    }

    public void Set(Node leaf, double value) => _values[leaf] = Dense.Of(value);

    public NormBall Ball(Norm norm, double radius)
    {
        Set(Radius, radius);
        return new NormBall(norm, Center, Radius);
    }

    /// <summary>Lower and upper bounds of a root for an input, along the root's own axis.</summary>
    public (double[] Lower, double[] Upper) Bounds(Node root, PointSet set, BoundMethod method, int row)
    {
        var lower = BoundPropagation.Lower(Graph, root, Point, set, method);
        var upper = BoundPropagation.Upper(Graph, root, Point, set, method);
        return (Values(lower, root, row), Values(upper, root, row));
    }

    public double[] Values(Node bound, Node root, int row) => [.. Points(root, row).Select(p => _interpreter.At(bound, p).Value)];

    public IEnumerable<ImmutableSortedDictionary<Axis, int>> Points(Node root, int row) => _interpreter.Points(
        root.Axes.Where(a => a != Rows), ImmutableSortedDictionary<Axis, int>.Empty.Add(Rows, row));
}
