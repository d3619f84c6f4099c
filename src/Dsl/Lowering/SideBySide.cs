using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering;

/// <summary>
/// Several replicates of a training as one computation: what differs between them (weights, batches, random draws) gets the replicate
/// axis, and with it everything that rests on these. The items along the axis never meet, so that each is what it would be alone; and
/// gradients, being nodes like all others, need no rule of their own.
/// </summary>
internal static class SideBySide
{
    /// <summary>The axis along which replicates stand. It leads; emitted tensors lack it where there is one replicate only.</summary>
    public static Axis Replicates { get; } = new(AxisKind.Replicate, "replicates", null);

    /// <summary>The function for replicates side by side; null where something in it must be computed for each by itself.</summary>
    public static FunctionGraph? Of(GraphBuilder graph, FunctionGraph function)
    {
        var nodes = Nodes(function.Outputs).OrderBy(n => n.Id).ToList();
        if (!nodes.All(n => CanStack(n.Operation)))
            return null;
        var rewriter = new GraphRewriter(graph, nodes.Where(Differs).ToDictionary(n => n, n => Stacked(graph, n))) { Along = Replicates };
        foreach (var node in Graphs.Reachable(function.Outputs).OrderBy(n => n.Id))
            rewriter.Rewrite(node);
        var outputs = function.Outputs.Select(rewriter.Rewrite).ToList();
        return Nodes(outputs).All(AreStacked)
            ? GraphBuilder.Function(function.Name, outputs, function.Derivations, function.Documentation, function.Span)
            : null;
    }

    private static bool Differs(Node leaf) => leaf.Operation is DrawOperation or InputOperation { Input: WeightInput or ColumnInput };

    private static Node Stacked(GraphBuilder graph, Node leaf)
    {
        var axes = leaf.Axes.Insert(0, Replicates);
        return leaf.Operation is DrawOperation draw
            ? graph.Draw(draw.Member, draw.Stream, leaf.Inputs, axes, draw.Shape)
            : graph.Input(((InputOperation)leaf.Operation).Input, leaf.Type with { Axes = axes });
    }

    /// <summary>
    /// What a training keeps is each replicate's own; an ascent ends by the sum of its items; users write for rows; and a kernel's
    /// gradient does not tell the rows of its operands from replicates.
    /// </summary>
    private static bool CanStack(Operation operation) => operation is not
        (MultiplierOperation or ReweightOperation { Reweighting.State: not null } or AscentOperation or CallOperation { IsExtern: true }
        or ConvolutionOperation);

    /// <summary>A search has a start for each replicate; an index has one for each where its tensor has.</summary>
    private static bool AreStacked(Node node) => node.Operation switch
    {
        SearchOperation search => search.Variable.Axes.Contains(Replicates),
        PickOperation when PickOperation.IsOfAll(node) => true,
        PickOperation or SpreadOperation or GatherOperation =>
            node.Inputs.Where(i => !i.IsHost).Select(i => i.Axes.Contains(Replicates)).Distinct().Count() < 2,
        _ => true,
    };

    /// <summary>Every node, those of the loops of searches included.</summary>
    private static IReadOnlyList<Node> Nodes(IEnumerable<Node> roots)
    {
        var all = Graphs.Reachable(roots);
        var loops = all.Select(n => n.Operation).OfType<SearchOperation>().SelectMany(s => s.LoopRoots).Except(all).ToList();
        return loops.Count == 0 ? all : Nodes(all.Concat(loops));
    }
}
