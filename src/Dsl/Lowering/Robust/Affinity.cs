using MLSpec.Dsl.Binding;
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
        return dependents.Where(n => n != variable && !IsAffine(n, dependents)).OrderBy(n => n.Id).FirstOrDefault();
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

    private static bool IsAffine(Node node, HashSet<Node> dependents)
    {
        bool Depends(int input) => dependents.Contains(node.Inputs[input]);
        return node.Operation switch
        {
            ArithmeticOperation { Operator: Operator.Add or Operator.Subtract or Operator.Negate } => true,
            ArithmeticOperation { Operator: Operator.Multiply } or ContractOperation => !(Depends(0) && Depends(1)),
            ArithmeticOperation { Operator: Operator.Divide } or PickOperation or SpreadOperation or GatherOperation => !Depends(1),
            SelectOperation => !Depends(0),
            ReduceOperation { Reduction: Reduction.Sum or Reduction.Mean } => true,
            ReshapeOperation or BroadcastOperation or PermuteOperation or ConcatOperation or StackOperation or SliceOperation or PadOperation
                or AxisToCoreOperation or CoreToAxisOperation => true,
            _ => false,
        };
    }
}
