using MLSpec.Dsl.Binding;

namespace MLSpec.Dsl.Lowering;

/// <summary>Walks over bound expressions.</summary>
internal static class BoundTrees
{
    /// <summary>Every symbol that an expression names, in order.</summary>
    public static IEnumerable<Symbol> NamesIn(BoundExpression expression) =>
        expression is BoundName name ? [name.Symbol] : ChildrenOf(expression).SelectMany(NamesIn);

    private static IEnumerable<BoundExpression> ChildrenOf(BoundExpression expression) => expression switch
    {
        BoundClock e => [e.Schedule],
        BoundApplication e => [e.Function, e.Argument],
        BoundLambda e => [e.Body],
        BoundLocalLet e => [e.Value, e.Body],
        BoundIf e => [e.Condition, e.Then, e.Else],
        BoundTuple e => e.Items,
        BoundList e => e.Items,
        BoundRecord e => e.Fields.Select(f => f.Value),
        BoundCopy e => e.Fields.Select(f => f.Value).Prepend(e.Target),
        BoundMember e => [e.Target],
        BoundIndex e => e.Subscripts.SelectMany(s => s.End is null ? new[] { s.Start } : [s.Start, s.End]).Prepend(e.Target),
        BoundComprehension e => [e.Domain, e.Body],
        BoundBinder e => e.Method is null ? [e.Domain, e.Body] : [e.Domain, e.Method, e.Body],
        BoundOperation e => e.Operands,
        _ => [],
    };
}
