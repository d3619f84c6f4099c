using MLSpec.Dsl.Binding;

namespace MLSpec.Dsl.Lowering;

/// <summary>What bound expressions name.</summary>
internal static class BoundTrees
{
    /// <summary>Every symbol that an expression names itself, in order.</summary>
    public static IEnumerable<Symbol> NamesIn(BoundExpression expression) => BoundTree.All(expression).OfType<BoundName>().Select(n => n.Symbol);

    /// <summary>Every split of a data set that an expression depends on, through the definitions it names too, each once.</summary>
    public static IEnumerable<LoweredRows> RowsIn(BoundExpression expression) =>
        BoundTree.AllWithin(expression)
            .Select(e => e is BoundMember { Target: BoundName { Symbol: GlobalSymbol { Declaration: BoundData } data } } member
                ? new LoweredRows(data, member.Member)
                : null)
            .OfType<LoweredRows>()
            .Distinct();
}
