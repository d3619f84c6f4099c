using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering.Robust;

/// <summary>Whether a value is an affine function of another one: a coefficient times it plus what does not depend on it.</summary>
internal static class Affinity
{
    /// <summary>The first operation that makes the root more than affine in a variable; null where it is affine.</summary>
    public static Node? Obstacle(Node root, Node variable)
    {
        var dependents = Graphs.DependentsOf(root, [variable]);
        return dependents
            .Where(n => n != variable && !n.Operation.IsAffine(n.Inputs.Select(dependents.Contains).ToList()))
            .OrderBy(n => n.Id)
            .FirstOrDefault();
    }

    /// <summary>The operation as people write it.</summary>
    public static string Describe(Node node) => node.Operation switch
    {
        ArithmeticOperation a when GraphWriter.SymbolOf(a) is { } symbol => $"`{symbol}`",
        ReduceOperation { Reduction: Reduction.Max } => "a maximum",
        ReduceOperation { Reduction: Reduction.Min } => "a minimum",
        CallOperation c => "`" + c.Member.Substring(c.Member.LastIndexOf('.') + 1).ToLowerInvariant() + "`",
        SelectOperation => "`if`",
        StopGradientOperation => "`stop_grad`",
        SearchOperation s => $"the search for '{s.Variable.Name}'",
        var other => other.Name,
    };
}
