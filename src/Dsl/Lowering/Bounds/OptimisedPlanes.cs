using System.Collections.Immutable;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Lowering.Bounds;

/// <summary>
/// Planes whose free parameters are variables of an ascent: one for each pass, row and item (alpha-CROWN). The bounds of inner layers
/// have variables of their own, and are functions of them.
/// </summary>
/// <param name="crown">Plain CROWN over the same set: where the variables start.</param>
internal class OptimisedPlanes(LinearBounds crown, ExactDecimal rate) : IPlanes
{
    /// <summary>Adam's step for the slopes of alpha-CROWN.</summary>
    public static readonly ExactDecimal UsualRate = new(1, -1);

    private static readonly ExactDecimal _one = ExactDecimal.FromInt(1);

    private readonly Dictionary<(Node, Node, bool), Node> _positions = new();
    private readonly List<AscentVariable> _variables = [];

    /// <summary>What has been introduced so far.</summary>
    public ImmutableArray<AscentVariable> Variables => _variables.ToImmutableArray();

    protected GraphBuilder Graph => crown.Graph;

    protected LinearBounds Crown => crown;

    public Relaxation? Of(Node node, LinearBounds bounds, Pass pass) => StartingPlanes.Relax(node, bounds, PositionOf(node, pass));

    public virtual Node? Offset(Node node, Node coefficient, Node? slope, LinearBounds bounds, Pass pass) => null;

    /// <summary>A variable for each item of the pass, along the axes of the node, too.</summary>
    protected Node Introduce(
        string name, Node node, Pass pass, ImmutableArray<Extent> shape, Node start, (ExactDecimal Low, ExactDecimal? High) limits,
        ExactDecimal step)
    {
        var variable = Graph.Variable(name, pass.Kept.Union(node.Axes), shape);
        _variables.Add(new AscentVariable(variable, start, limits.Low, limits.High, step));
        return variable;
    }

    private Node PositionOf(Node node, Pass pass)
    {
        if (node.Operation.Position(node, crown.InputsOf(node), Graph) is not { } start)
            return Graph.Filled(Graph.Half(), node.Shape);
        var key = (pass.Root, node, pass.Lower);
        if (!_positions.TryGetValue(key, out var position))
            _positions[key] = position = Introduce("alpha", node, pass, node.Shape, start, (ExactDecimal.Zero, _one), rate);
        return position;
    }
}
