using System.Collections.Immutable;
using MLSpec.Dsl.Lowering.Evaluation;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering.Robust;

/// <summary>
/// What a <c>sup</c> or <c>inf</c> is, whatever computes it. Two measures whose quantities are one node bound the same number, so that a
/// claim may compare the bounds.
/// </summary>
internal static class Quantities
{
    /// <summary>Over points a symbol; over finite sets and probabilities, whose rules are exact, the rule's value.</summary>
    public static Node Of(RobustProblem problem, QuantityNames names)
    {
        if (Sets.ToPoints(problem.Set) is not { } set)
            return RobustRules.Lower(problem);
        var shape = set.Nodes.Select(n => n.Shape).OrderByDescending(s => s.Length).First();
        var type = new NodeType(
            Shapes.UnionAxes(set.Nodes), shape.IsEmpty ? problem.Shape ?? shape : shape, ElementKind.Float);
        var point = problem.Graph.Input(new VariableInput(-names.Next(), problem.Name), type);
        return problem.Graph.Make(new QuantityOperation(problem.Maximize, set, point), problem.Body(new NodeValue(point)));
    }
}

/// <summary>The largest or smallest value of its input over a set of points. No graph of a <see cref="LoweredModule"/> holds one.</summary>
internal sealed record QuantityOperation(bool Maximize, PointSet Set, Node Point) : Operation
{
    public override string Name => Maximize ? "sup" : "inf";

    internal override NodeType Infer(ImmutableArray<Node> inputs) => inputs[0].Type;

    public override IReadOnlyList<Node?> Pullback(Node node, Node gradient, GraphBuilder graph) => [null];
}
