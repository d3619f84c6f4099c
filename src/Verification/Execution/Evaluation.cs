using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;
using static TorchSharp.torch;

namespace MLSpec.Verification.Execution;

/// <summary>
/// Computes nodes of the IR over TorchSharp, in one precision and without compiling anything. What depends on constants alone is computed
/// once.
/// </summary>
internal sealed class Evaluation : IDisposable
{
    private readonly ScalarType _precision;
    private readonly Plan _plan;
    private readonly Dictionary<Node, Datum> _constants = [];

    /// <param name="roots">Nodes of one graph.</param>
    /// <param name="precision">That of all floats: float32 or float64.</param>
    /// <param name="constants">The values of some leaves, in any precision.</param>
    public Evaluation(IReadOnlyList<Node> roots, ScalarType precision, IReadOnlyDictionary<Node, Tensor> constants)
    {
        _precision = precision;
        var varying = new HashSet<Node>();
        foreach (var node in Graphs.Reachable(roots))
        {
            if ((node.Operation is InputOperation && !constants.ContainsKey(node)) || node.Operation is ExtentOperation
                || node.Inputs.Any(varying.Contains))
                varying.Add(node);
        }

        _plan = new Plan(roots, node => !varying.Contains(node) || node.Operation is InputOperation);
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        Node[] border = [.. varying.SelectMany(n => n.Inputs).Concat(roots).Where(n => !varying.Contains(n)).Distinct().OrderBy(n => n.Id)];
        var folding = new Plan(border, node => node.Operation is InputOperation);
        var setting = new Setting(precision, new Sizes(new Dictionary<Node, Tensor>()));
        var values = folding.Run(
            leaf => constants[leaf].to(precision).alias(), (node, inputs) => OperationMeaning.Compute(node, inputs, setting));
        foreach (var (node, value) in border.Zip(values))
        {
            _constants[node] = value;
            if (value.IsTensor)
                value.Tensor.DetachFromDisposeScope();
        }
    }

    /// <summary>The values of the roots: new tensors of the current dispose scope, numbers as tensors without dimensions.</summary>
    /// <param name="inputs">The values of the other leaves, with their axes first, then their core shape.</param>
    public Tensor[] Run(IReadOnlyDictionary<Node, Tensor> inputs)
    {
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        var setting = new Setting(_precision, new Sizes(inputs));
        var leaves = inputs.ToDictionary(i => i.Key, i => i.Value.to(_precision));
        var values = _plan.Run(
            node => _constants.TryGetValue(node, out var constant) ? constant : leaves[node],
            (node, operands) => OperationMeaning.Compute(node, operands, setting));
        return [.. values.Select(v => (v.IsTensor ? v.Tensor.alias() : tensor(v.Number, _precision)).MoveToOuterDisposeScope())];
    }

    public void Dispose()
    {
        foreach (var constant in _constants.Values.Where(c => c.IsTensor))
            constant.Tensor.Dispose();
    }
}
