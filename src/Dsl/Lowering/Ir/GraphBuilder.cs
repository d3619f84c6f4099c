using System.Collections.Immutable;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering.Ir.Operations;
using MLSpec.Dsl.Syntax;
using MLSpec.Dsl.Types;

namespace MLSpec.Dsl.Lowering.Ir;

/// <summary>
/// Makes nodes: the same node for the same operation on the same inputs, literals folded, identities applied (<c>x * 1</c>, <c>x + 0</c>,
/// <c>-(-x)</c>), so that what is emitted is what a careful
/// engineer would have written. One builder serves what is lowered together, such as a training.
/// </summary>
public sealed partial class GraphBuilder
{
    private readonly Dictionary<Key, Node> _nodes = new();
    private int _variables;

    public GraphBuilder()
    {
        Zero = Number(ExactDecimal.Zero);
        One = Number(ExactDecimal.FromInt(1));
    }

    /// <summary>Where in the spec the nodes that are made now come from.</summary>
    public TextSpan Span { get; internal set; }

    /// <summary>The host number 0.</summary>
    public Node Zero { get; }

    /// <summary>The host number 1.</summary>
    public Node One { get; }

    public Node Number(ExactDecimal value, ElementKind element = ElementKind.Float) => Make(new NumberOperation(value, element));

    public Node Integer(int value) => Number(ExactDecimal.FromInt(value), ElementKind.Int);

    public Node Boolean(bool value) => Make(new BooleanOperation(value));

    public Node Input(Input input, NodeType type)
    {
        var node = Make(new InputOperation(input, type.Axes.ToEquatableList(), type.Shape.ToEquatableList(), type.Element, type.IsHost));
        node.Name ??= input is WeightInput w ? w.Path : input.Name;
        return node;
    }

    /// <summary>A fresh variable of a search.</summary>
    public Node Variable(string name, IEnumerable<Axis> axes, ImmutableArray<Extent> shape) =>
        Input(new VariableInput(_variables++, name), new NodeType(axes.OrderBy(a => a).ToImmutableArray(), shape, ElementKind.Float));

    /// <summary>A fresh unknown number, to be replaced before its function is complete.</summary>
    internal Node HostVariable(string name) => Input(new VariableInput(_variables++, name), NodeType.Host(ElementKind.Float));

    /// <summary>How many variables there have been: the number of the next.</summary>
    internal int Variables => _variables;

    public Node Draw(string member, string stream, IEnumerable<Node> inputs, IEnumerable<Axis> axes, IEnumerable<Extent> shape) =>
        Make(new DrawOperation(member, stream, axes.OrderBy(a => a).ToEquatableList(), shape.ToEquatableList()), [.. inputs]);

    public Node Index(Axis axis) => Make(new IndexOperation(axis));

    /// <summary>An extent as a host integer.</summary>
    public Node Length(Extent extent) => extent switch
    {
        FixedExtent f => Integer(f.Value),
        HostExtent h => Adopt(h.Value),
        _ => throw new InvalidGraphException("An extent of an unknown kind."),
    };

    /// <summary>The same host scalar in this graph: an extent may come from another one.</summary>
    private Node Adopt(Node host)
    {
        var node = Make(host.Operation, [.. host.Inputs.Select(Adopt)]);
        node.Name ??= host.Name;
        return node;
    }

    public Node Length(Axis axis) => axis.Extent is null ? Make(new ExtentOperation(axis)) : Length(axis.Extent);

    /// <summary>The host integer as an extent.</summary>
    public static Extent ToExtent(Node host) =>
        host.Operation is NumberOperation n ? new FixedExtent((int)n.Value.ToDouble()) : new HostExtent(host);

    /// <summary>How many items there are over some axes and dimensions: a host integer.</summary>
    public Node Count(IEnumerable<Axis> axes, IEnumerable<Extent> extents) =>
        axes.Select(Length).Concat(extents.Select(Length)).Aggregate(Integer(1), Multiply);

    public Node Call(
        string member, IEnumerable<Node> inputs, IEnumerable<Extent> shape, ElementKind element, PullbackRule? rule,
        bool isExtern = false, BoundRules? bounds = null) =>
        Make(new CallOperation(member, shape.ToEquatableList(), element, rule) { IsExtern = isExtern, Bounds = bounds }, [.. inputs]);

    /// <summary>An int or a bool (1 where it holds) as a float.</summary>
    public Node ToFloat(Node x) => x.Element == ElementKind.Float ? x
        : x.Operation is NumberOperation n ? Number(n.Value)
        : x.Operation is BroadcastOperation b ? Broadcast(ToFloat(x.Inputs[0]), b.Dimensions, b.Shape)
        : Make(new ToFloatOperation(), x);

    /// <summary>The natural logarithm.</summary>
    public Node Logarithm(Node x) =>
        Shapes.IsLiteral(x, 1) ? Zero
        : x.Operation is CallOperation { Member: "Nn.Elementwise.Exp" } ? x.Inputs[0]
        : Call("Nn.Elementwise.Log", [x], x.Shape, ElementKind.Float, static (inputs, g, graph) => [graph.Divide(g, inputs[0])]);

    /// <summary>The square root.</summary>
    public Node SquareRoot(Node x) => Call(
        "Nn.Elementwise.Sqrt", [x], x.Shape, ElementKind.Float,
        static (inputs, g, graph) => [graph.Divide(graph.Multiply(g, graph.Number(new ExactDecimal(5, -1))), graph.SquareRoot(inputs[0]))]);

    public Node StopGradient(Node x) =>
        x.IsHost || x.Element != ElementKind.Float || x.Operation is StopGradientOperation or SearchOperation { Set: Box }
            ? x
            : Make(new StopGradientOperation(), x);

    /// <summary>The value, marked as the result of a <c>sup</c> or <c>inf</c> until its function is complete.</summary>
    internal Node MarkBound(Node value, BoundKind kind, ImmutableArray<Derivation> derivations) =>
        Make(new MarkBoundOperation(kind, derivations), value);

    /// <summary>The value, which a statistic of a model follows.</summary>
    internal Node Follow(Node value, ModelInstance instance, int index) => Make(new FollowOperation(instance, index), value);

    /// <summary>The point that a search finds.</summary>
    public Node Search(SearchOperation search)
    {
        var node = Make(search, [.. search.Set.Nodes, .. search.Method.Nodes, .. Graphs.Invariants(search.LoopRoots, [search.Variable])]);
        node.Name ??= search.Variable.Name;
        return node;
    }

    /// <summary>The largest value of an objective on the way of an ascent in some variables, of which there is at least one.</summary>
    /// <param name="steps">A host integer.</param>
    public Node Ascent(IEnumerable<AscentVariable> variables, Node objective, Node steps)
    {
        var used = new HashSet<Node>(Graphs.Reachable([objective]));
        var all = variables.Where(v => used.Contains(v.Variable)).ToImmutableArray();
        var gradients = Differentiation.Gradients(this, objective, all.Select(v => v.Variable).ToList()).ToImmutableArray();
        var roots = gradients.OfType<Node>().Append(objective).ToList();
        var fixedNodes = Graphs.Invariants(roots, all.Select(v => v.Variable).ToList());
        return Make(new AscentOperation(all, objective, gradients), [.. all.Select(v => v.Start), steps, .. fixedNodes]);
    }

    /// <summary>A method with these outputs; its inputs are the leaves that they depend on, after those that are declared.</summary>
    public static FunctionGraph Function(
        string name, IEnumerable<Node> outputs, IEnumerable<Derivation> derivations, string? documentation, TextSpan span,
        IEnumerable<Node>? declared = null)
    {
        var roots = outputs.ToImmutableArray();
        return new(
            name, (declared ?? [])
                .Concat(Graphs.Leaves(roots))
                .Distinct()
                .ToImmutableArray(), roots, derivations.ToImmutableArray(), documentation, span);
    }

    /// <summary>
    /// A contribution to the gradient of <paramref name="input"/>, brought to its core shape and axes: summed over the axes and
    /// dimensions of the operation's <paramref name="domain"/> that the
    /// input lacks. Null where it is zero.
    /// </summary>
    public Node? Fit(Node contribution, Node input, Node domain) => Fit(contribution, input, domain.Axes);

    public Node? Fit(Node contribution, Node input, IEnumerable<Axis> domain)
    {
        if (Shapes.IsZero(contribution))
            return null;
        var missing = domain.Where(a => !input.Axes.Contains(a)).ToList();
        var surplus = input.IsScalar ? Enumerable.Range(0, contribution.Shape.Length) : [];
        var summed = Reduce(Reduction.Sum, contribution, missing, surplus);
        return input.Shape.Length > 0 && summed.IsScalar ? Broadcast(summed, Enumerable.Range(0, input.Shape.Length), input.Shape) : summed;
    }

    /// <summary>The same operation on other inputs of the same types.</summary>
    internal Node Make(Operation operation, params Node[] inputs)
    {
        var key = new Key(operation, inputs.ToImmutableArray());
        if (_nodes.TryGetValue(key, out var known))
            return known;
        var node = new Node(_nodes.Count, operation, key.Inputs, operation.Infer(key.Inputs)) { Span = Span };
        _nodes.Add(key, node);
        return node;
    }

    private readonly record struct Key(Operation Operation, ImmutableArray<Node> Inputs)
    {
        private bool IsCommutative => Operation is ArithmeticOperation
        {
            Operator: Operator.Add or Operator.Multiply or Operator.Equal or Operator.NotEqual or Operator.And or Operator.Or,
        };

        public bool Equals(Key other) =>
            Operation.Equals(other.Operation)
            && (Inputs.SequenceEqual(other.Inputs) || (IsCommutative && Inputs[0] == other.Inputs[1] && Inputs[1] == other.Inputs[0]));

        public override int GetHashCode()
        {
            var hash = Operation.GetHashCode();
            foreach (var input in Inputs)
                hash = unchecked(IsCommutative ? hash + (input.Id * 7919) : (hash * 31) + input.Id);
            return hash;
        }
    }
}
