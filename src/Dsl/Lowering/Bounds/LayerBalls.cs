using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering.Bounds;

/// <summary>
/// The l2 balls around the clean values that hold the values of a network while its input moves in an l2 ball: the radius grows by the
/// operator norm of each affine operation and not at all at a ReLU.
/// </summary>
/// <param name="variable">The point.</param>
/// <param name="radius">Of the ball that it moves in: a scalar.</param>
internal sealed class LayerBalls(GraphBuilder graph, Node variable, Node radius)
{
    private readonly Dictionary<Node, Node?> _known = new();

    /// <summary>The radius around the value at the centre; null where an operation in between has no known norm.</summary>
    public Node? RadiusOf(Node node)
    {
        if (node == variable)
            return radius;
        if (!_known.TryGetValue(node, out var known))
            _known[node] = known = Compute(node);
        return known;
    }

    private Node? Compute(Node node)
    {
        var moving = Graphs.DependentsOf(node, [variable]);
        if (!moving.Contains(node))
            return graph.Zero;
        var radii = node.Inputs.Select(i => moving.Contains(i) ? RadiusOf(i) : graph.Zero).ToList();
        return radii.Any(r => r is null) ? null : node.Operation switch
        {
            CallOperation { Member: "Nn.Elementwise.Relu" } => radii[0],
            ReshapeOperation or PermuteOperation or SliceOperation => radii[0],
            ArithmeticOperation { Operator: Operator.Negate } => radii[0],
            ArithmeticOperation { Operator: Operator.Add or Operator.Subtract } when Fits(node, moving) => graph.Add(radii[0]!, radii[1]!),
            ContractOperation contract => Contracted(contract, node, moving, radii!),
            ConvolutionOperation => Convolved(node, moving, radii!),
            _ => null,
        };
    }

    /// <summary>A fixed kernel and an image that moves.</summary>
    private Node? Convolved(Node node, HashSet<Node> moving, IReadOnlyList<Node> radii)
    {
        var kernel = moving.Contains(node.Inputs[0]) ? 1 : 0;
        return node.Inputs[kernel].Shape.Length != 4 ? null
            : graph.Multiply(
                graph.Call("Nn.Projections.UpperNorm", [node.Inputs[kernel]], [], ElementKind.Float, null), radii[1 - kernel]);
    }

    /// <summary>Whether no operand that moves is repeated.</summary>
    private static bool Fits(Node node, HashSet<Node> moving) =>
        node.Inputs.All(i => !moving.Contains(i) || i.Shape.Length == node.Shape.Length);

    /// <summary>A fixed matrix times a vector that moves.</summary>
    private Node? Contracted(ContractOperation contract, Node node, HashSet<Node> moving, IReadOnlyList<Node> radii)
    {
        var matrix = moving.Contains(node.Inputs[0]) ? 1 : 0;
        return contract.Summed.Count > 0 || node.Inputs[matrix].Shape.Length != 2 || node.Inputs[1 - matrix].Shape.Length != 1
            ? null
            : graph.Multiply(OperatorNorm(node.Inputs[matrix]), radii[1 - matrix]);
    }

    private Node OperatorNorm(Node matrix) => graph.Call("Uncertainty.Semidefinite.OperatorNorm", [matrix], [], ElementKind.Float, null);
}
