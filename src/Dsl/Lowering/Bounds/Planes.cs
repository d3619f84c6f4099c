using MLSpec.Dsl.Lowering.Ir;

namespace MLSpec.Dsl.Lowering.Bounds;

/// <summary>Interval arithmetic: planes without slopes.</summary>
internal sealed class ConstantPlanes : IPlanes
{
    public Relaxation? Of(Node node, LinearBounds bounds, Pass pass) => Of(node, bounds);

    public Node? Offset(Node node, Node coefficient, Node? slope, LinearBounds bounds, Pass pass) => null;

    public static Relaxation? Of(Node node, LinearBounds bounds) => bounds.RangeOf(node, bounds.InputsOf) is { } range
        ? new(Plane.Constant(range.Low, node.Inputs.Length), Plane.Constant(range.High, node.Inputs.Length))
        : null;
}

/// <summary>CROWN: the planes of each operation at their starting positions; interval arithmetic where it has none.</summary>
internal sealed class StartingPlanes : IPlanes
{
    private readonly Dictionary<Node, Relaxation?> _known = new();

    public Relaxation? Of(Node node, LinearBounds bounds, Pass pass)
    {
        if (!_known.TryGetValue(node, out var known))
            _known[node] = known = Relax(node, bounds, PositionOf(node, bounds));
        return known;
    }

    public Node? Offset(Node node, Node coefficient, Node? slope, LinearBounds bounds, Pass pass) => null;

    /// <summary>Where the free parameter of an operation's planes starts: the middle, unless it says better.</summary>
    public static Node PositionOf(Node node, LinearBounds bounds) =>
        node.Operation.Position(node, bounds.InputsOf(node), bounds.Graph) ?? bounds.Graph.Filled(bounds.Graph.Half(), node.Shape);

    public static Relaxation? Relax(Node node, LinearBounds bounds, Node position) =>
        node.Operation.Relax(node, bounds.InputsOf(node), position, bounds.Graph) ?? ConstantPlanes.Of(node, bounds);
}
