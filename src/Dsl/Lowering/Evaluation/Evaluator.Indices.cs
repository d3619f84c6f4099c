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
                return list.Items[i];
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
                node = Graph.Pick(node, start, dimension);
                continue;
            }

            node = Slice(node, dimension, start, ToNode(Evaluate(subscript.End, locals)));
            dimension++;
        }

        return new NodeValue(node);
    }

    private static int? Literal(Node node) =>
        node.Operation is NumberOperation { Value.IsInteger: true } n ? (int)n.Value.ToDouble() : null;

    private Node Slice(Node node, int dimension, Node start, Node end)
    {
        if (Literal(start) is not { } from || Literal(end) is not { } to)
            throw Failure(LoweringDiagnostics.NotKnownWhenCompiling, "The ends of a slice must be known when compiling.");
        return Graph.Slice(node, dimension, from, to + 1);
    }
}
