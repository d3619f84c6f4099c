using MLSpec.Dsl.Lowering.Ir;

namespace MLSpec.Verification.Execution;

/// <summary>The nodes between some that are given and the roots, in an order in which they can be computed, and how often each is
/// used.</summary>
internal sealed class Plan
{
    private readonly IReadOnlyList<Node> _roots;
    private readonly List<Node> _order = [];
    private readonly Dictionary<Node, int> _uses = [];

    /// <param name="isGiven">Whether the value of a node is at hand: what lies behind it is not computed.</param>
    public Plan(IReadOnlyList<Node> roots, Func<Node, bool> isGiven)
    {
        _roots = roots;
        var seen = new HashSet<Node>();
        var open = new Stack<(Node Node, bool IsReady)>(roots.Reverse().Select(r => (r, false)));
        while (open.TryPop(out var next))
        {
            if (next.IsReady)
            {
                _order.Add(next.Node);
            }
            else if (!isGiven(next.Node) && seen.Add(next.Node))
            {
                open.Push((next.Node, true));
                foreach (var input in next.Node.Inputs.Reverse())
                    open.Push((input, false));
            }
        }

        foreach (var node in _order.SelectMany(n => n.Inputs).Concat(roots))
            _uses[node] = _uses.GetValueOrDefault(node) + 1;
    }

    /// <summary>The values of the roots. Tensors that are computed on the way live until their last use.</summary>
    /// <param name="given">The values of the nodes that are given; they are not disposed.</param>
    /// <param name="compute">The value of a node from those of its inputs.</param>
    public Datum[] Run(Func<Node, Datum> given, Func<Node, Datum[], Datum> compute)
    {
        var values = new Dictionary<Node, Datum>();
        var uses = new Dictionary<Node, int>(_uses);
        Datum Of(Node node) => values.TryGetValue(node, out var value) ? value : given(node);
        foreach (var node in _order)
        {
            values[node] = compute(node, [.. node.Inputs.Select(Of)]);
            foreach (var input in node.Inputs)
            {
                if (--uses[input] == 0 && values.Remove(input, out var last) && last.IsTensor)
                    last.Tensor.Dispose();
            }
        }

        return [.. _roots.Select(Of)];
    }
}
