using System.Collections.Immutable;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering.Ir;

/// <summary>Rebuilds what depends on some nodes with others in their place; everything else is shared.</summary>
internal sealed class GraphRewriter(GraphBuilder graph, IReadOnlyDictionary<Node, Node> replacements)
{
    private readonly Dictionary<Node, Node> _done = replacements.ToDictionary(r => r.Key, r => r.Value);

    /// <summary>An axis that the replacements add, so that what is searched for varies along it too.</summary>
    public Axis? Along { get; init; }

    /// <summary>The graph without the marks of <c>sup</c> and <c>inf</c>.</summary>
    public static Node Unmark(GraphBuilder graph, Node root)
    {
        var rewriter = new GraphRewriter(graph, new Dictionary<Node, Node>());
        return rewriter.Rewrite(root);
    }

    public Node Rewrite(Node node)
    {
        if (_done.TryGetValue(node, out var known))
            return known;
        var inputs = node.Inputs.Select(Rewrite).ToArray();
        var result = node.Operation is MarkBoundOperation ? inputs[0]
            : inputs.SequenceEqual(node.Inputs) ? node
            : node.Operation is SearchOperation search ? RewriteSearch(search)
            : node.Operation is AscentOperation ascent ? RewriteAscent(ascent, inputs[ascent.Variables.Length])
            : graph.Make(node.Operation, inputs);
        if (result != node)
        {
            result.Name ??= node.Name;
            result.Span = result.Span.Length == 0 ? node.Span : result.Span;
        }

        _done[node] = result;
        return result;
    }

    /// <summary>A search within: it gets a variable of its own, because it looks for another point.</summary>
    private Node RewriteSearch(SearchOperation search)
    {
        var variable = graph.Variable(search.Variable.Name ?? search.Variable.Operation.Name, Axes(search.Variable), search.Variable.Shape);
        _done[search.Variable] = variable;
        return graph.Search(search with
        {
            Variable = variable,
            Objective = Rewrite(search.Objective),
            Gradient = Rewrite(search.Gradient),
            Set = search.Set.WithNodes(search.Set.Nodes.Select(Rewrite).ToImmutableArray()),
            Method = search.Method.WithNodes(search.Method.Nodes.Select(Rewrite).ToImmutableArray()),
        });
    }

    /// <summary>An ascent within: it gets variables of its own, because it climbs elsewhere.</summary>
    private Node RewriteAscent(AscentOperation ascent, Node steps)
    {
        var variables = ascent.Variables.Select(v =>
        {
            var own = graph.Variable(v.Variable.Name!, Axes(v.Variable), v.Variable.Shape);
            _done[v.Variable] = own;
            return v with { Variable = own, Start = Rewrite(v.Start) };
        }).ToList();
        return graph.Ascent(variables, Rewrite(ascent.Objective), steps);
    }

    private IEnumerable<Axis> Axes(Node variable) => Along is null ? variable.Axes : variable.Axes.Insert(0, Along);
}
