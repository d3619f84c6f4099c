using MLSpec.Dsl.Lowering.Ir;

namespace MLSpec.Dsl.Lowering.Bounds;

/// <summary>Interval arithmetic: planes without slopes.</summary>
internal sealed class ConstantPlanes : IPlanes
{
    public Relaxation? Of(Node node, LinearBounds bounds) => node.Operation.Range(node, bounds.InputsOf(node), bounds.Graph) is { } range
        ? new(Plane.Constant(range.Low, node.Inputs.Length), Plane.Constant(range.High, node.Inputs.Length))
        : null;
}

/// <summary>CROWN: the planes of each operation at their starting positions; interval arithmetic where it has none.</summary>
internal sealed class StartingPlanes : IPlanes
{
    private readonly Dictionary<Node, Relaxation?> _known = new();
    private readonly ConstantPlanes _otherwise = new();

    public Relaxation? Of(Node node, LinearBounds bounds)
    {
        if (!_known.TryGetValue(node, out var known))
            _known[node] = known = Relax(node, bounds) ?? _otherwise.Of(node, bounds);
        return known;
    }

    private static Relaxation? Relax(Node node, LinearBounds bounds)
    {
        var inputs = bounds.InputsOf(node);
        var position = node.Operation.Position(node, inputs, bounds.Graph) ?? bounds.Graph.Filled(bounds.Graph.Half(), node.Shape);
        return node.Operation.Relax(node, inputs, position, bounds.Graph);
    }
}
