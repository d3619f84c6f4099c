using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Generators.Emission;

/// <summary>Names for the locals of a method: what the spec calls a value, else the layer that computes it, else what is computed.</summary>
internal sealed class LocalNicknames
{
    private readonly Dictionary<Node, string> _layers = [];
    private readonly Dictionary<Node, string> _named = [];
    private readonly MethodSignature _signature;

    public LocalNicknames(FunctionGraph graph, MethodSignature signature, IEnumerable<(Node, string)> layers)
    {
        _signature = signature;
        foreach (var node in MethodSignature.Nodes(graph).Where(n => n.Name is not null && !n.IsHost && n.Operation is not (InputOperation or FollowOperation)).OrderBy(n => n.Id))
            _named[node] = signature.Take(node.Name!);
        foreach (var (node, layer) in layers)
            _layers[node] = layer;
        foreach (var node in MethodSignature.Nodes(graph).Where(n => n.Operation is ContractOperation).OrderBy(n => n.Id))
        {
            var contract = (ContractOperation)node.Operation;
            if (Layer(node.Inputs[0]) is not { } layer)
                continue;
            if (ContractionCode.IsMatrixVector(contract, transposed: false))
                _layers[node] = layer;
            else if (ContractionCode.IsMatrixVector(contract, transposed: true) && !_layers.ContainsKey(node.Inputs[1]))
                _layers[node.Inputs[1]] = layer + "_gradient";
        }

        foreach (var node in MethodSignature.Nodes(graph).Where(n => n.Operation is FollowOperation && n.Name is not null))
            _layers[node.Inputs[0]] = node.Name!;
        foreach (var node in MethodSignature.Nodes(graph).Where(n => n.Operation is ConvolutionOperation).OrderBy(n => n.Id))
        {
            var result = ((ConvolutionOperation)node.Operation).Result;
            if (result == ConvolutionPart.Output && Layer(node.Inputs[1]) is { } layer)
                _layers[node] = layer;
            else if (result == ConvolutionPart.Input && Layer(node.Inputs[0]) is { } transposed && !_layers.ContainsKey(node.Inputs[1]))
                _layers[node.Inputs[1]] = transposed + "_gradient";
        }
    }

    /// <summary>The name for the local of a node, unique in the method; the spec's own names come first.</summary>
    public string Take(Node node, string? otherwise = null) => _named.TryGetValue(node, out var name) ? name : _signature.Take(otherwise ?? Of(node));

    private string Of(Node node) => (_layers.TryGetValue(node, out var layer) ? layer : null)
        ?? (node.Operation is ArithmeticOperation { Operator: Operator.Add } && _layers.TryGetValue(node.Inputs[0], out var affine) ? affine : null)
        ?? Described(node);

    /// <summary>The function in the model that a weight belongs to: <c>dense1</c>.</summary>
    public static string? Layer(string weight) => weight.Split('.') is { Length: > 1 } path ? path[path.Length - 2] : null;

    private static string? Layer(Node node) => node.Operation is InputOperation { Input: WeightInput weight } ? Layer(weight.Path) : null;

    private static string Described(Node node) => node.Operation switch
    {
        CallOperation call => call.Member.Substring(call.Member.LastIndexOf('.') + 1),
        ArithmeticOperation arithmetic => arithmetic.Operator switch
        {
            Operator.Add => "sum",
            Operator.Subtract => "difference",
            Operator.Multiply => "product",
            Operator.Divide => "quotient",
            Operator.Power => "power",
            Operator.Negate => "negative",
            _ => "condition",
        },
        ContractOperation => "product",
        ReduceOperation reduce => reduce.Reduction.ToString(),
        ArgOperation => "index",
        SelectOperation => "selected",
        SpreadOperation => "spread",
        PickOperation => "picked",
        StackOperation or ConcatOperation => "joined",
        ConvolutionOperation => "convolved",
        AveragePoolOperation { IsTransposed: false } => "pooled",
        DrawOperation => "draw",
        ReweightOperation => "weights",
        MultiplierOperation => "multiplier",
        _ => "value",
    };
}
