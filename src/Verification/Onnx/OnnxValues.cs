using System.Collections.Immutable;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Verification.Execution;
using TorchSharp;

namespace MLSpec.Verification.Onnx;

/// <summary>Makes values: constants from tensors, and others from nodes of the IR, in the form that <see cref="OnnxValue"/>
/// states.</summary>
internal sealed class OnnxValues
{
    /// <summary>The most items of a tensor: 1 GB in double precision.</summary>
    private const long LargestCount = 1 << 27;

    private readonly Dictionary<Node, torch.Tensor> _tensors = [];
    private readonly Dictionary<Node, string> _sources = [];

    public GraphBuilder Graph { get; } = new();

    public Axis Batch { get; } = new(AxisKind.Batch, "points", null);

    /// <summary>The tensors that the leaves stand for, float64.</summary>
    public IReadOnlyDictionary<Node, torch.Tensor> Tensors => _tensors;

    /// <summary>For each node that depends on the network's input, where in the file it comes from.</summary>
    public IReadOnlyDictionary<Node, string> Sources => _sources;

    /// <summary>The network's input of this shape: a variable of all its items in a row, and the value that it stands for.</summary>
    public (Node Variable, OnnxValue Value) Input(string name, ImmutableArray<int> shape)
    {
        var variable = Graph.Variable(name, [Batch], [new FixedExtent((int)OnnxValue.Count(shape))]);
        return (variable, Of(variable, shape));
    }

    /// <summary>A constant with these items, row by row.</summary>
    public OnnxValue Constant(string name, double[] items, ImmutableArray<int> shape) =>
        Constant(name, torch.tensor(items, torch.ScalarType.Float64), shape);

    /// <param name="items">float64, owned from here on.</param>
    public OnnxValue Constant(string name, torch.Tensor items, ImmutableArray<int> shape)
    {
        var core = OnnxValue.CoreOf(shape);
        var leaf = Graph.Input(new TensorInput(_tensors.Count, name), new NodeType([], core, ElementKind.Float));
        _tensors.Add(leaf, items.reshape([.. core.Select(e => (long)((FixedExtent)e).Value)]));
        return new OnnxValue(leaf, shape);
    }

    /// <summary>A constant number.</summary>
    public Node Number(double value) => Squeezed(Constant("number", [value], []));

    /// <summary>The items of a node that does not depend on the network's input, row by row; null where it does.</summary>
    public double[]? Numbers(Node node)
    {
        if (Graphs.Leaves([node]).Any(l => !_tensors.ContainsKey(l)))
            return null;
        using var scope = torch.NewDisposeScope();
        var evaluation = new Evaluation([node], torch.ScalarType.Float64, _tensors);
        return [.. evaluation.Run(new Dictionary<Node, torch.Tensor>())[0].data<double>()];
    }

    /// <summary>A node with these items as a value of this shape.</summary>
    public OnnxValue Of(Node node, ImmutableArray<int> shape) => new(Graph.Reshape(node, OnnxValue.CoreOf(shape)), shape);

    /// <summary>Notes where the nodes that a value is made of come from.</summary>
    /// <param name="source">The node of the file, as messages name it.</param>
    public void Attribute(Node node, string source)
    {
        var open = new Stack<Node>([node]);
        while (open.TryPop(out var next))
        {
            if (!_sources.TryAdd(next, source))
                continue;
            foreach (var input in next.Inputs)
                open.Push(input);
        }
    }

    /// <summary>The node without any dimension of length 1.</summary>
    public Node Squeezed(OnnxValue value) => Graph.Reshape(value.Node, OnnxValue.Lengths(value.Shape));

    /// <summary>The node in exactly the file's shape.</summary>
    public Node Whole(OnnxValue value) => Graph.Reshape(value.Node, value.Shape.Select(n => (Extent)new FixedExtent(n)));

    /// <summary>The value as a vector.</summary>
    public Node Flat(OnnxValue value) => Graph.Reshape(value.Node, [new FixedExtent((int)OnnxValue.Count(value.Shape))]);

    /// <summary>An elementwise operation on two operands that are repeated to a common shape, as NumPy does.</summary>
    public OnnxValue Elementwise(OnnxCall call, OnnxValue x, OnnxValue y, Func<Node, Node, Node> operation)
    {
        var shape = Common(call, x.Shape, y.Shape);
        return Of(operation(Repeated(x, shape), Repeated(y, shape)), shape);
    }

    /// <summary>The node repeated to a shape, without dimensions of length 1; a scalar needs no repetition.</summary>
    public Node Repeated(OnnxValue value, ImmutableArray<int> shape)
    {
        var missing = shape.Length - value.Rank;
        var isNew = shape.Select((n, i) => n != 1 && (i < missing || value.Shape[i - missing] == 1));
        var dimensions = shape.Zip(isNew).Where(p => p.First != 1).Select((p, i) => (Position: i, IsNew: p.Second)).ToList();
        var node = Squeezed(value);
        return node.IsScalar
            ? node
            : Graph.Broadcast(node, dimensions.Where(d => d.IsNew).Select(d => d.Position), OnnxValue.Lengths(shape));
    }

    /// <summary>The shape, where a tensor of it fits in memory.</summary>
    public static ImmutableArray<int> Checked(OnnxCall call, ImmutableArray<int> shape) =>
        shape.Aggregate(1.0, (product, n) => product * n) <= LargestCount
            ? shape
            : throw call.Error($"its result of shape [{string.Join(", ", shape)}] is too large");

    private static ImmutableArray<int> Common(OnnxCall call, ImmutableArray<int> x, ImmutableArray<int> y)
    {
        var rank = Math.Max(x.Length, y.Length);
        int At(ImmutableArray<int> shape, int i) => i < rank - shape.Length ? 1 : shape[i - rank + shape.Length];
        ImmutableArray<int> common = [.. Enumerable.Range(0, rank).Select(i => (At(x, i), At(y, i)) switch
        {
            (1, var n) => n,
            (var n, 1) => n,
            var (m, n) when m == n => n,
            _ => throw call.Error($"the shapes [{string.Join(", ", x)}] and [{string.Join(", ", y)}] do not fit"),
        })];
        return Checked(call, common);
    }
}
