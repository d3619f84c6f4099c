namespace MLSpec.Dsl.Binding;

/// <summary>Along which variables of a protocol's grid a measure may change: those that it names, and those that the runs of its models name.</summary>
internal sealed class GridDependence(
    IReadOnlyList<BoundGrid> grid, IReadOnlyList<BoundRun> runs, IReadOnlyList<BoundProtocolLet> lets, IReadOnlyList<BoundMeasure> measures)
{
    /// <summary>Whether cells that differ in these variables alone may have different values of the measure.</summary>
    public bool Varies(MeasureSymbol measure, IReadOnlyCollection<GridSymbol> along)
    {
        var axes = grid.Where(g => g.Symbols.Any(along.Contains)).ToList();
        if (axes.Any(a => a.IsReplicates))
            return true;
        var named = Reached([measure]);
        return axes.Any(a => a.Symbols.Any(named.Contains)) || grid.Any(g => g.Condition is { } condition && Couples(condition, axes, named));
    }

    /// <summary>A condition over both leaves other cells to choose from for each value.</summary>
    private static bool Couples(BoundExpression condition, List<BoundGrid> axes, List<GridSymbol> named)
    {
        var variables = NamesIn(condition).OfType<GridSymbol>().ToList();
        return variables.Any(v => axes.Any(a => a.Symbols.Contains(v))) && variables.Any(named.Contains);
    }

    /// <summary>The variables, but for replicates, that an expression depends on, in order of declaration.</summary>
    public IEnumerable<GridSymbol> VariablesOf(BoundExpression expression)
    {
        var named = Reached(SymbolsIn(expression));
        return grid.SelectMany(g => g.Symbols).Where(v => !v.IsReplicates && named.Contains(v));
    }

    /// <summary>The measures that an expression reads, through local definitions too.</summary>
    public IEnumerable<MeasureSymbol> MeasuresIn(BoundExpression expression) => NamesIn(expression).SelectMany(symbol => symbol switch
    {
        MeasureSymbol measure => [measure],
        LocalSymbol local => lets.Where(l => Binds(l.Pattern, local)).SelectMany(l => MeasuresIn(l.Value)),
        _ => [],
    });

    /// <summary>The variables that symbols rest on. A model rests on the runs that train it, whose objectives name the model again: every symbol is looked at once.</summary>
    private List<GridSymbol> Reached(IEnumerable<Symbol> symbols)
    {
        var (seen, open) = (new HashSet<Symbol>(), new Stack<Symbol>(symbols));
        while (open.Count > 0)
        {
            var symbol = open.Pop();
            if (!seen.Add(symbol))
                continue;
            foreach (var next in Behind(symbol).SelectMany(SymbolsIn))
                open.Push(next);
        }

        return seen.OfType<GridSymbol>().ToList();
    }

    /// <summary>What the value of a symbol is made of, in this protocol.</summary>
    private IEnumerable<BoundExpression> Behind(Symbol symbol) => symbol switch
    {
        MeasureSymbol measure => measures.Where(m => m.Symbol == measure).Select(m => m.Value),
        GlobalSymbol { Declaration: BoundModel } => runs.SelectMany(Behind),
        GlobalSymbol => runs.SelectMany(r => r.Overrides).Where(o => o.Param == symbol).Select(o => o.Value),
        LocalSymbol local => runs.Where(r => r.AliasSymbol == local).SelectMany(Behind).Concat(lets.Where(l => Binds(l.Pattern, local)).Select(l => l.Value)),
        _ => [],
    };

    private static IEnumerable<BoundExpression> Behind(BoundRun run) => run.Overrides.Select(o => o.Value).Prepend(run.Training);

    private static IEnumerable<Symbol> SymbolsIn(BoundExpression expression) => NamesIn(expression).Concat(BoundTree.References(expression));

    private static bool Binds(BoundPattern pattern, LocalSymbol name) => pattern switch
    {
        BoundNamePattern p => p.Symbol == name,
        BoundTuplePattern p => p.Items.Any(i => Binds(i, name)),
        _ => false,
    };

    private static IEnumerable<Symbol> NamesIn(BoundExpression expression) => BoundTree.All(expression).OfType<BoundName>().Select(n => n.Symbol);
}
