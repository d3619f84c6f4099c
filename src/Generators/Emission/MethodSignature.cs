using System.Collections.Immutable;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Generators.Emission;

/// <summary>A parameter of a generated method.</summary>
/// <param name="Kind">What a call passes for it.</param>
internal sealed record MethodParameter(string Type, string Name, object Kind)
{
    public override string ToString() => $"{Type} {Name}";
}

/// <summary>What a call passes for the gradient of an instance.</summary>
internal sealed record GradientOf(ModelInstance Instance);

/// <summary>What a call passes for something that the training keeps, and what that is made from.</summary>
internal sealed record StateOf(TrainingState State, ImmutableArray<Node> Arguments)
{
    public bool Equals(StateOf? other) => other is not null && State == other.State;

    public override int GetHashCode() => State.GetHashCode();
}

/// <summary>The parameters of the method that computes a graph, and how its body reaches the graph's leaves: the spec's parameters, the models, the columns, the numbers, random numbers.</summary>
internal sealed class MethodSignature
{
    /// <summary>What a call passes for the record of hyper-parameters, and for random numbers.</summary>
    public static readonly object ParamsKind = new(), RandomKind = new();

    private readonly List<MethodParameter> _parameters = [];
    private readonly Dictionary<Input, Code> _leaves = [];
    private readonly Dictionary<Axis, Code> _carriers = [];
    private readonly HostCode _host;
    private readonly NameScope _names;

    private MethodSignature(HostCode host) => (_host, _names) = (host, host.Names.Locals());

    public IReadOnlyList<MethodParameter> Parameters => _parameters;

    /// <summary>The name of the stream of random numbers.</summary>
    public string Random => Of(RandomKind);

    /// <summary>What a node needs the training to keep, or null: made from the host arguments of its set.</summary>
    public static StateOf? StateOf(Node node) => node.Operation switch
    {
        ReweightOperation { Reweighting: { State: { } state } reweighting } =>
            new StateOf(state, node.Inputs.Skip(1).Take(reweighting.Arguments).Where(i => i.IsHost).ToImmutableArray()),
        MultiplierOperation multiplier =>
            new StateOf(multiplier.State, node.Inputs.Skip(node.Inputs.Length - multiplier.Arguments).ToImmutableArray()),
        _ => null,
    };

    /// <summary>The parameter for it.</summary>
    public string NameOf(StateOf state) => Of(state);

    /// <param name="moved">Instances whose gradients the method writes.</param>
    public static MethodSignature Of(FunctionGraph graph, IReadOnlyList<ModelInstance> moved, HostCode host)
    {
        var signature = new MethodSignature(host);
        var all = Nodes(graph);
        var inputs = graph.Inputs.Select(n => (Node: n, ((InputOperation)n.Operation).Input)).ToList();
        var p = signature._names.Take("p");
        if (all.Any(n => UsesParams(n, host)))
            signature._parameters.Add(new("Params", p, ParamsKind));
        foreach (var instance in inputs.Select(i => i.Input).OfType<WeightInput>().Select(w => w.Instance).Concat(moved).Distinct())
            signature.Add(host.Names.Parameters(instance), instance.Name, instance);
        foreach (var instance in moved)
            signature.Add(host.Names.Parameters(instance), instance.Name + "_gradient", new GradientOf(instance));
        foreach (var (node, input) in inputs.Where(i => i.Input is ColumnInput or ArgumentInput))
            signature.Add(node, input);
        foreach (var (node, input) in inputs.Where(i => i.Input is ScheduleInput or GridInput or MeasureInput or ElapsedInput))
            signature.Add(node, input);
        foreach (var state in all.OrderBy(n => n.Id).Select(StateOf).OfType<StateOf>().Distinct())
            signature.Add(OperationCode.Type(state.State.Type), state.State.Name, state);
        if (all.Any(NeedsRandom))
            signature.Add("RandomStream", "random", RandomKind);
        return signature;
    }

    /// <summary>For a function of one row: its fields are reached as properties of the rows.</summary>
    public static MethodSignature OfRows(FunctionGraph graph, string type, Func<Input, string> property, HostCode host)
    {
        var signature = new MethodSignature(host);
        var rows = signature.Add(type, "rows", graph);
        foreach (var node in graph.Inputs)
        {
            if (((InputOperation)node.Operation).Input is var input && input is ArgumentInput or ColumnInput)
                signature.Reach(node, input, Code.Primary($"{rows}.{property(input)}"));
        }

        return signature;
    }

    /// <summary>A name for a local.</summary>
    public string Take(string name) => _names.Take(name);

    public Code Leaf(Input input) => input is WeightInput weight
        ? Code.Primary($"{Of(weight.Instance)}.{_host.Names.Weight(weight.Instance, weight.Path)}")
        : _leaves.TryGetValue(input, out var code) ? code : _host.Leaf(input);

    /// <summary>Where the tensors live.</summary>
    public string Device => _parameters.Select(p => p switch
    {
        { Type: "Tensor" } => p.Name + ".device",
        { Kind: ModelInstance } => p.Name + ".Flat.device",
        { Type: "RandomStream" } => p.Name + ".Device",
        _ => null,
    }).FirstOrDefault(d => d is not null) ?? "torch.CPU";

    /// <summary>The parameter to which the gradient of an instance is written.</summary>
    public string Gradient(ModelInstance instance) => Of(new GradientOf(instance));

    /// <summary>The run-time length of an axis, read off an operand that has it.</summary>
    public Code CarrierOf(Axis axis) => _carriers.TryGetValue(axis, out var code)
        ? code
        : throw new InvalidOperationException($"Nothing tells the length of the axis {axis.Name}.");

    /// <summary>The shape of a tensor that no operand gives: its axes, then its core.</summary>
    public string ShapeOf(Node node) =>
        "[" + string.Join(", ", node.Axes.Select(Length).Concat(node.Shape.Select(e => _host.Extent(e).Text))) + "]";

    /// <summary>The length of an axis; of that of replicates what the weights lead with, which is nothing for a single one.</summary>
    private string Length(Axis axis) => axis.Kind == AxisKind.Replicate ? $".. {_parameters.First(p => p.Kind is ModelInstance).Name}.All.Leading"
        : axis.Extent is { } extent ? _host.Extent(extent).Text
        : CarrierOf(axis).Text;

    public override string ToString() => string.Join(", ", _parameters);

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
            foreach (var root in InnerRoots(node.Operation))
                open.Push(root);
        }

        return seen;
    }

    /// <summary>What the body of an operation's loop computes.</summary>
    private static IEnumerable<Node> InnerRoots(Operation operation) => operation switch
    {
        SearchOperation search => search.LoopRoots,
        AscentOperation ascent => ascent.Gradients.OfType<Node>().Append(ascent.Objective),
        _ => [],
    };

    public static string HostType(Node node) => node.Element switch
    {
        ElementKind.Int => "int",
        ElementKind.Bool => "bool",
        _ => "double",
    };

    private string Of(object kind) => _parameters.First(p => Equals(p.Kind, kind)).Name;

    private string Add(string type, string name, object kind)
    {
        var taken = _names.Take(name);
        _parameters.Add(new(type, taken, kind));
        return taken;
    }

    private void Add(Node node, Input input) => Reach(node, input, Code.Primary(Add(node.IsHost ? HostType(node) : "Tensor", input.Name, input)));

    private void Reach(Node node, Input input, Code code)
    {
        _leaves[input] = code;
        foreach (var axis in node.Axes)
        {
            if (!_carriers.ContainsKey(axis))
                _carriers[axis] = code.Then("size", Alignment.Number(Alignment.DimensionOf(node, axis)));
        }
    }

    private static bool UsesParams(Node node, HostCode host) => node.Operation switch
    {
        InputOperation input => host.ReadsParams(input.Input),
        ReshapeOperation => !StructureCode.IsPlainReshape(node) && node.Shape.Any(host.ReadsParams),
        ConvolutionOperation { Result: not ConvolutionPart.Output } or AveragePoolOperation { IsTransposed: true } =>
            node.Shape.Skip(node.Shape.Length - 2).Any(host.ReadsParams),
        SpreadOperation spread => host.ReadsParams(spread.Extent),
        PadOperation pad => host.ReadsParams(pad.Extent),
        IndexOperation index => host.ReadsParams(index.Axis.Extent!),
        BroadcastOperation broadcast => node.Inputs[0].IsHost ? node.Shape.Any(host.ReadsParams) : broadcast.Dimensions.Any(d => host.ReadsParams(node.Shape[d])),
        DrawOperation => node.Shape.Any(host.ReadsParams) || node.Axes.Any(a => a.Extent is { } e && host.ReadsParams(e)),
        _ => false,
    };

    private static bool NeedsRandom(Node node) =>
        node.Operation is DrawOperation
        || (node.Operation is SearchOperation search && PointSetCode.StartsAtRandom(search.Method));
}
