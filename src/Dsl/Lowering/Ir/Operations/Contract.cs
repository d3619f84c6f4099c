using System.Collections.Immutable;
using MLSpec.Dsl.Types;

namespace MLSpec.Dsl.Lowering.Ir.Operations;

/// <summary>
/// Einstein summation of two operands. Labels name core dimensions; a label of both operands that is not in the output is summed over,
/// and every label occurs in the output
/// or in both. Axes are united; those in <paramref name="Summed"/> are summed over. <c>W x</c> is <c>([0, 1], [1], [0], [])</c>; the
/// gradient of its weight is <c>([0], [1], [0, 1], [batch])</c>.
/// </summary>
public sealed record ContractOperation(
    EquatableList<int> Left, EquatableList<int> Right, EquatableList<int> Output, EquatableList<Axis> Summed) : Operation
{
    public override string Name => "contract";

    public override string Details =>
        $"{Letters(Left)},{Letters(Right)}->{Letters(Output)}"
            + (Summed.Count == 0 ? "" : "; sum " + string.Join(", ", Summed.Select(a => a.Name)));

    /// <summary>The labels as letters, as <c>torch.einsum</c> writes them: 0 is <c>i</c>.</summary>
    public static string Letters(EquatableList<int> labels) => string.Concat(labels.Select(l => (char)('i' + l)));

    internal override NodeType Infer(ImmutableArray<Node> inputs)
    {
        var extents = new Dictionary<int, Extent>();
        foreach (var (labels, node) in new[] { (Left, inputs[0]), (Right, inputs[1]) })
        {
            Shapes.Require(labels.Count == node.Shape.Length, "The labels of a contraction are not as many as the operand's dimensions.");
            for (var i = 0; i < labels.Count; i++)
            {
                Shapes.Require(
                    !extents.TryGetValue(labels[i], out var known) || known == node.Shape[i], "A label of a contraction has two extents.");
                extents[labels[i]] = node.Shape[i];
            }
        }

        Shapes.Require(
            Left.Concat(Right)
                .All(l => Output.Contains(l) || (Left.Contains(l) && Right.Contains(l))), "A label is summed in one operand.");
        return new(
            Shapes.UnionAxes(inputs).RemoveAll(a => Summed.Contains(a)),
            Output.Select(l => extents[l]).ToImmutableArray(),
            ElementKind.Float);
    }

    public override IReadOnlyList<Node?> Pullback(Node node, Node gradient, GraphBuilder graph)
    {
        var (left, right) = (node.Inputs[0], node.Inputs[1]);
        var domain = Shapes.UnionAxes(node.Inputs);
        return
        [
            graph.Fit(graph.Contract(gradient, right, Output, Right, Left), left, domain),
            graph.Fit(graph.Contract(left, gradient, Left, Output, Right), right, domain),
        ];
    }

    public override bool IsAffine(IReadOnlyList<bool> moving) => !(moving[0] && moving[1]);
}
