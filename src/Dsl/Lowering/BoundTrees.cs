using MLSpec.Dsl.Binding;

namespace MLSpec.Dsl.Lowering;

/// <summary>What bound expressions name.</summary>
internal static class BoundTrees
{
    /// <summary>Every symbol that an expression names itself, in order.</summary>
    public static IEnumerable<Symbol> NamesIn(BoundExpression expression) => BoundTree.All(expression).OfType<BoundName>().Select(n => n.Symbol);
}
