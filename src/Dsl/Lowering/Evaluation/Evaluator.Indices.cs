using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering.Evaluation;

internal sealed partial class Evaluator
{
    private Value Index(BoundIndex index, Locals locals)
    {
        var target = Evaluate(index.Target, locals);
        if (index.Subscripts.Length == 1 && index.Subscripts[0].End is null)
        {
            var position = ToNode(Evaluate(index.Subscripts[0].Start, locals));
            if (target is ListValue list && Literal(position) is { } i)
                return list.Items[InRange(i, list.Items.Length)];
            if (target is EnsembleValue ensemble)
                return ModelFunction((BoundModel)ensemble.Instance.Model.Declaration!, ensemble.Instance, position);
        }

        var node = ToNode(target);
        var dimension = 0;
        foreach (var subscript in index.Subscripts)
        {
            var start = ToNode(Evaluate(subscript.Start, locals));
            if (subscript.End is null)
            {
                node = Pick(node, start, dimension);
                continue;
            }

            node = Slice(node, dimension, start, ToNode(Evaluate(subscript.End, locals)));
            dimension++;
        }

        return new NodeValue(node);
    }

    private static int? Literal(Node node) => node.Operation is NumberOperation { Value.IsInteger: true } n ? (int)n.Value.ToDouble() : null;

    private Node Pick(Node node, Node position, int dimension)
    {
        if (Literal(position) is { } i && node.Shape[dimension] is FixedExtent extent)
            InRange(i, extent.Value);
        return Graph.Pick(node, position, dimension);
    }

    private Node Slice(Node node, int dimension, Node start, Node end)
    {
        if (Literal(start) is not { } from || Literal(end) is not { } to || node.Shape[dimension] is not FixedExtent extent)
            throw Failure(LoweringDiagnostics.NotKnownWhenCompiling, "The ends of a slice, and the length of what it cuts, must be known when compiling.");
        InRange(from, extent.Value);
        InRange(to, extent.Value);
        return Graph.Slice(node, dimension, from, to + 1);
    }

    private int InRange(int index, int length) => index >= 0 && index < length
        ? index
        : throw Failure(LoweringDiagnostics.IndexOutOfRange, $"The index {index} is not below the length {length}.", $"indices run from 0 to {length - 1}");
}
