using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;
using TorchSharp;
using static TorchSharp.torch;

namespace MLSpec.Verification.Execution;

/// <summary>
/// Computes nodes of the IR over TorchSharp, in one precision and without compiling anything. What depends on constants alone is computed
/// once; every other tensor lives until its last use.
/// </summary>
internal sealed class Evaluation : IDisposable
{
    private readonly IReadOnlyList<Node> _roots;
    private readonly ScalarType _precision;
    private readonly List<Node> _order;
    private readonly Dictionary<Node, int> _uses;
    private readonly Dictionary<Node, Datum> _kept;
    private readonly DisposeScope _keeper;

    /// <param name="roots">Nodes of one graph.</param>
    /// <param name="precision">That of all floats: float32 or float64.</param>
    /// <param name="constants">The values of some leaves, in any precision.</param>
    public Evaluation(IReadOnlyList<Node> roots, ScalarType precision, IReadOnlyDictionary<Node, Tensor> constants)
    {
        (_roots, _precision) = (roots, precision);
        var nodes = Graphs.Reachable(roots);
        var varying = new HashSet<Node>();
        foreach (var node in nodes)
        {
            if ((node.Operation is InputOperation && !constants.ContainsKey(node)) || node.Operation is ExtentOperation
                || node.Inputs.Any(varying.Contains))
                varying.Add(node);
        }

        _order = [.. nodes.Where(varying.Contains)];
        _uses = nodes.ToDictionary(n => n, _ => 0);
        foreach (var input in _order.SelectMany(n => n.Inputs).Concat(roots))
            _uses[input]++;
        (_keeper, _kept) = Fold(nodes.Where(n => !varying.Contains(n)), constants);
    }

    /// <summary>The values of the roots: new tensors of the current dispose scope, numbers as tensors without dimensions.</summary>
    /// <param name="inputs">The values of the other leaves, with their axes first, then their core shape.</param>
    public Tensor[] Run(IReadOnlyDictionary<Node, Tensor> inputs)
    {
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        var sizes = new Sizes(inputs);
        var values = new Dictionary<Node, Datum>();
        var uses = new Dictionary<Node, int>(_uses);
        Datum Of(Node node) => _kept.TryGetValue(node, out var kept) ? kept : values[node];
        foreach (var node in _order)
        {
            values[node] = node.Operation is InputOperation
                ? inputs[node].to(_precision).alias()
                : Compute(node, [.. node.Inputs.Select(Of)], sizes);
            foreach (var input in node.Inputs)
            {
                if (--uses[input] == 0 && values.Remove(input, out var last) && last.IsTensor)
                    last.Tensor.Dispose();
            }
        }

        return [.. _roots.Select(r => (Of(r) is { IsTensor: true } d ? d.Tensor.alias() : tensor(Of(r).Number, _precision)).MoveToOuterDisposeScope())];
    }

    public void Dispose() => _keeper.Dispose();

    /// <summary>The nodes that later ones or the roots use, of those that depend on constants alone.</summary>
    private (DisposeScope Keeper, Dictionary<Node, Datum> Kept) Fold(
        IEnumerable<Node> nodes, IReadOnlyDictionary<Node, Tensor> constants)
    {
        using var untracked = no_grad();
        var keeper = NewDisposeScope();
        var sizes = new Sizes(new Dictionary<Node, Tensor>());
        var values = new Dictionary<Node, Datum>();
        foreach (var node in nodes)
        {
            values[node] = node.Operation is InputOperation
                ? constants[node].to(_precision).alias()
                : Compute(node, [.. node.Inputs.Select(i => values[i])], sizes);
        }

        foreach (var (node, value) in values)
        {
            if (_uses[node] == 0 && value.IsTensor)
                value.Tensor.Dispose();
        }

        return (keeper, values.Where(v => _uses[v.Key] > 0).ToDictionary());
    }

    private Datum Compute(Node node, Datum[] inputs, Sizes sizes)
    {
        using var scope = NewDisposeScope();
        var result = OperationMeaning.Of(node, inputs, new Setting(_precision, sizes));
        if (result.IsTensor)
            result.Tensor.MoveToOuterDisposeScope();
        return result;
    }
}

/// <summary>What the meaning of an operation depends on besides its inputs.</summary>
internal sealed record Setting(ScalarType Precision, Sizes Sizes);

/// <summary>How many items there are along axes.</summary>
internal sealed class Sizes(IReadOnlyDictionary<Node, Tensor> inputs)
{
    public long Of(Axis axis)
    {
        if (axis.Extent is { } extent)
            return Of(extent);
        var (node, tensor) = inputs.First(i => i.Key.Axes.Contains(axis));
        return tensor.size(node.Axes.IndexOf(axis));
    }

    public static long Of(Extent extent) =>
        extent is FixedExtent f ? f.Value : throw new InvalidOperationException("A graph without a spec has no parameters.");
}
