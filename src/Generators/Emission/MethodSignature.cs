using System.Collections.Immutable;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;
using MLSpec.Generators.Text;

namespace MLSpec.Generators.Emission;

/// <summary>A parameter of a generated method.</summary>
/// <param name="Kind">What a call passes for it.</param>
internal sealed record MethodParameter(string Type, string Name, object Kind)
{
    public override string ToString() => $"{Type} {Name}";
}

/// <summary>The parameters of the method that computes a graph, and how its body reaches the graph's leaves: the spec's parameters, the models, the columns, the numbers, random numbers.</summary>
internal sealed class MethodSignature
{
    /// <summary>What a call passes for the record of hyper-parameters, and for random numbers.</summary>
    public static readonly object ParamsKind = new(), RandomKind = new();

    private readonly Dictionary<Input, Code> _leaves = [];
    private readonly Dictionary<Axis, Code> _carriers = [];

    private MethodSignature(ImmutableArray<MethodParameter> parameters) => Parameters = parameters;

    public ImmutableArray<MethodParameter> Parameters { get; }

    public IEnumerable<string> Names => Parameters.Select(p => p.Name);

    /// <summary>The name of the stream of random numbers.</summary>
    public string Random => "random";

    /// <param name="moved">Instances whose gradients the method writes.</param>
    public static MethodSignature Of(FunctionGraph graph, IReadOnlyList<ModelInstance> moved)
    {
        var names = new LocalNames();
        var inputs = graph.Inputs.Select(n => (Node: n, ((InputOperation)n.Operation).Input)).ToList();
        var all = Nodes(graph);
        var parameters = new List<MethodParameter>();
        if (all.Any(n => n.Operation is InputOperation { Input: ParamInput } || UsesParams(n)))
            parameters.Add(new("Params", names.Take("p"), ParamsKind));

        foreach (var instance in inputs.Select(i => i.Input).OfType<WeightInput>().Select(w => w.Instance).Concat(moved).Distinct())
            parameters.Add(new(ModelCode.TypeOf(instance), names.Take(instance.Name), instance));
        foreach (var instance in moved)
            parameters.Add(new(ModelCode.TypeOf(instance), names.Take(instance.Name + "_gradient"), new GradientOf(instance)));

        var leaves = new Dictionary<Input, Code>();
        foreach (var (node, input) in inputs)
        {
            if (input is ColumnInput or ArgumentInput)
            {
                var name = names.Take(input.Name);
                parameters.Add(new(node.IsHost ? HostType(node) : "Tensor", name, input));
                leaves[input] = Code.Primary(name);
            }
        }

        foreach (var (node, input) in inputs)
        {
            if (input is ScheduleInput or GridInput or MeasureInput)
            {
                var name = names.Take(input.Name);
                parameters.Add(new(HostType(node), name, input));
                leaves[input] = Code.Primary(name);
            }
        }

        if (all.Any(NeedsRandom))
            parameters.Add(new("RandomStream", names.Take("random"), RandomKind));

        var signature = new MethodSignature(parameters.ToImmutableArray());
        foreach (var leaf in leaves)
            signature._leaves[leaf.Key] = leaf.Value;
        foreach (var (node, input) in inputs)
        {
            foreach (var axis in node.Axes)
            {
                if (!signature._carriers.ContainsKey(axis) && leaves.TryGetValue(input, out var code))
                    signature._carriers[axis] = code.Then("size", Alignment.Number(Alignment.DimensionOf(node, axis)));
            }
        }

        return signature;
    }

    /// <summary>For a function of one row: its fields are reached as properties of the rows.</summary>
    public static MethodSignature OfRows(FunctionGraph graph, string type, string rows)
    {
        var inputs = graph.Inputs.Select(n => (Node: n, ((InputOperation)n.Operation).Input)).ToList();
        var signature = new MethodSignature(ImmutableArray.Create(new MethodParameter(type, rows, graph)));
        foreach (var (node, input) in inputs.Where(i => i.Input is ArgumentInput or ColumnInput))
        {
            var code = Code.Primary($"{rows}.{CSharpName.Pascal(input.Name)}");
            signature._leaves[input] = code;
            foreach (var axis in node.Axes)
                signature._carriers[axis] = code.Then("size", Alignment.Number(Alignment.DimensionOf(node, axis)));
        }

        return signature;
    }

    public Code Leaf(Input input) => input switch
    {
        WeightInput weight => Code.Primary(LeafCode.Weight(weight)),
        _ => _leaves.TryGetValue(input, out var code) ? code : LeafCode.Host(input),
    };

    /// <summary>The run-time length of an axis, read off an operand that has it.</summary>
    public Code? CarrierOf(Axis axis) => _carriers.TryGetValue(axis, out var code) ? code : null;

    /// <summary>The shape of a tensor that no operand gives: its axes, then its core.</summary>
    public string ShapeOf(Node node) =>
        "[" + string.Join(", ", node.Axes.Select(a => a.Extent is { } e ? ExtentCode.Of(e).Text : CarrierOf(a)!.Value.Text).Concat(node.Shape.Select(e => ExtentCode.Of(e).Text))) + "]";

    public override string ToString() => string.Join(", ", Parameters);

    /// <summary>The arguments of a call: one for each parameter.</summary>
    public string Call(string method, Func<MethodParameter, string> argument) => $"{method}({string.Join(", ", Parameters.Select(argument))})";

    /// <summary>Every node of a graph, the bodies of its searches included.</summary>
    public static HashSet<Node> Nodes(FunctionGraph graph)
    {
        var seen = new HashSet<Node>();
        var open = new Stack<Node>(graph.Outputs);
        while (open.Count > 0)
        {
            var node = open.Pop();
            if (!seen.Add(node))
                continue;
            foreach (var input in node.Inputs)
                open.Push(input);
            if (node.Operation is SearchOperation search)
                open.Push(search.Gradient);
        }

        return seen;
    }

    public static string HostType(Node node) => node.Element switch
    {
        ElementKind.Int => "int",
        ElementKind.Bool => "bool",
        _ => "double",
    };

    private static bool UsesParams(Node node) =>
        node.Operation is BroadcastOperation or ReshapeOperation or SpreadOperation or PadOperation or IndexOperation or DrawOperation
        && node.Shape.OfType<HostExtent>().Any();

    private static bool NeedsRandom(Node node) =>
        node.Operation is DrawOperation
        || (node.Operation is SearchOperation { Method: ProjectedGradientMethod projected } && PointSetCode.StartsAtRandom(projected.Steps));
}

/// <summary>What a call passes for the gradient of an instance.</summary>
internal sealed record GradientOf(ModelInstance Instance);
