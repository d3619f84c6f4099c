using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering.Ir;

/// <summary>Reverse-mode differentiation of a graph by its operations' pullbacks (Griewank and Walther 2008, chapter 3).</summary>
public static class Differentiation
{
    /// <summary>
    /// The gradients of <paramref name="root"/> with respect to each of <paramref name="wrt"/>: of one core shape with it, without the
    /// axes along which they are constant; null where the root
    /// does not depend on it (or only through steps). Where the root varies along axes, the items are taken as independent: the gradient
    /// is that of their sum.
    /// </summary>
    /// <param name="obstacles">Receives the nodes on the way that should have a derivative but have none.</param>
    public static IReadOnlyList<Node?> Gradients(
        GraphBuilder graph, Node root, IReadOnlyList<Node> wrt, ICollection<Node>? obstacles = null)
    {
        var dependent = Graphs.DependentsOf(root, wrt);
        var gradients = new Dictionary<Node, Node>();
        if (dependent.Contains(root))
            gradients[root] = graph.Broadcast(graph.One, Enumerable.Range(0, root.Shape.Length), root.Shape);
        foreach (var node in dependent.OrderByDescending(n => n.Id))
        {
            if (wrt.Contains(node) || !gradients.TryGetValue(node, out var gradient))
                continue;
            if (node.Operation.LacksDerivative)
                obstacles?.Add(node);
            var contributions = node.Operation.Pullback(node, gradient, graph);
            for (var i = 0; i < node.Inputs.Length; i++)
            {
                if (contributions[i] is { } contribution && dependent.Contains(node.Inputs[i]))
                    gradients[node.Inputs[i]] = gradients.TryGetValue(node.Inputs[i], out var sum)
                        ? graph.Add(sum, contribution)
                        : contribution;
            }
        }

        return wrt.Select(w => gradients.TryGetValue(w, out var gradient) ? gradient : null).ToList();
    }
}

/// <summary>Walks over graphs.</summary>
public static class Graphs
{
    /// <summary>Every node that the roots depend on, themselves included, inputs before their users, in order of first use.</summary>
    public static IReadOnlyList<Node> Reachable(IEnumerable<Node> roots)
    {
        var (seen, order) = (new HashSet<Node>(), new List<Node>());
        foreach (var root in roots)
            Visit(root);
        return order;

        void Visit(Node node)
        {
            if (!seen.Add(node))
                return;
            foreach (var input in node.Inputs)
                Visit(input);
            order.Add(node);
        }
    }

    /// <summary>The nodes between <paramref name="root"/> and the sources that depend on one of these, sources included.</summary>
    public static HashSet<Node> DependentsOf(Node root, IReadOnlyCollection<Node> sources) => DependentsOf([root], sources);

    /// <inheritdoc cref="DependentsOf(Node, IReadOnlyCollection{Node})"/>
    public static HashSet<Node> DependentsOf(IReadOnlyCollection<Node> roots, IReadOnlyCollection<Node> sources)
    {
        var dependents = new HashSet<Node>();
        foreach (var node in Reachable(roots))
        {
            if (sources.Contains(node) || node.Inputs.Any(dependents.Contains))
                dependents.Add(node);
        }

        return dependents;
    }

    /// <summary>The leaves that a caller supplies, in order of first use.</summary>
    public static IEnumerable<Node> Leaves(IEnumerable<Node> roots) => Reachable(roots).Where(n => n.Operation is InputOperation);

    /// <summary>What a loop over <paramref name="variable"/> may compute once, before it starts: the largest sub-expressions of the root
    /// that are free of the variable, literals aside.</summary>
    public static IEnumerable<Node> Invariants(Node root, Node variable) => Invariants([root], [variable]);

    /// <inheritdoc cref="Invariants(Node, Node)"/>
    public static IEnumerable<Node> Invariants(IReadOnlyCollection<Node> roots, IReadOnlyCollection<Node> variables)
    {
        var dependents = DependentsOf(roots, variables);
        return roots.Where(r => !dependents.Contains(r))
            .Concat(dependents.SelectMany(n => n.Inputs)
                .Where(i => !dependents.Contains(i) && i.Operation is not (NumberOperation or BooleanOperation)))
            .Distinct()
            .OrderBy(i => i.Id);
    }
}
