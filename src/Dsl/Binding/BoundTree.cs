using System.Runtime.CompilerServices;

namespace MLSpec.Dsl.Binding;

/// <summary>Walks over bound expressions.</summary>
public static class BoundTree
{
    private static readonly ConditionalWeakTable<GlobalSymbol, IReadOnlyList<GlobalSymbol>> _references = new();

    /// <summary>The direct parts of an expression, in source order.</summary>
    public static IEnumerable<BoundExpression> Children(BoundExpression expression) => expression switch
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
        BoundIndex e => e.Subscripts.SelectMany(s => s.End is { } end ? new[] { s.Start, end } : [s.Start]).Prepend(e.Target),
        BoundComprehension e => [e.Domain, e.Body],
        BoundBinder e => e.Method is { } method ? [e.Domain, method, e.Body] : [e.Domain, e.Body],
        BoundOperation e => e.Operands,
        BoundContrast e => [e.Left, e.Right],
        _ => [],
    };

    /// <summary>The expression and all its parts.</summary>
    public static IEnumerable<BoundExpression> All(BoundExpression expression)
    {
        yield return expression;
        foreach (var part in Children(expression).SelectMany(All))
            yield return part;
    }

    /// <summary>The expression, all its parts, and all parts of the definitions and objectives it names.</summary>
    public static IEnumerable<BoundExpression> AllWithin(BoundExpression expression) =>
        All(expression).Concat(References(expression).Select(ValueOf).OfType<BoundExpression>().SelectMany(All));

    /// <summary>The global names that an expression depends on, through definitions too, each once.</summary>
    public static IReadOnlyList<GlobalSymbol> References(BoundExpression expression)
    {
        var found = new List<GlobalSymbol>();
        foreach (var symbol in All(expression).Select(GlobalOf).OfType<GlobalSymbol>())
        {
            if (!found.Contains(symbol))
                found.Add(symbol);
            foreach (var inner in References(symbol).Where(s => !found.Contains(s)))
                found.Add(inner);
        }

        return found;
    }

    /// <summary>The global names that a declaration depends on.</summary>
    public static IReadOnlyList<GlobalSymbol> References(GlobalSymbol symbol) =>
        ValueOf(symbol) is { } value ? _references.GetValue(symbol, _ => References(value)) : [];

    /// <summary>The expression that a declaration gives its name, or null for those that have none (externs, data, trainings).</summary>
    public static BoundExpression? ValueOf(GlobalSymbol symbol) => symbol.Declaration switch
    {
        BoundLet let => let.Value,
        BoundModel model => model.Function,
        BoundObjective objective => objective.Value,
        BoundUncertainty uncertainty => uncertainty.Value,
        BoundSchedule schedule => schedule.Value,
        _ => null,
    };

    private static GlobalSymbol? GlobalOf(BoundExpression expression) => expression switch
    {
        BoundName name => name.Symbol as GlobalSymbol,
        BoundNow now => now.Schedule,
        _ => null,
    };
}
