namespace MLSpec.Dsl.Binding;

/// <summary>The local names that an expression sees, innermost first, and how names are read there.</summary>
internal sealed record Scope
{
    public static Scope Empty { get; } = new();

    public Symbol? Symbol { get; private init; }

    public Scope? Parent { get; private init; }

    /// <summary>Whether the name of a schedule is the schedule itself rather than its present value.</summary>
    public bool Schedules { get; init; }

    /// <summary>Whether clocks convert into each other: a training with a batch.</summary>
    public bool ConvertsClocks { get; init; }

    /// <summary>Inside a claim: how measures and statistics are read; null elsewhere.</summary>
    public EstimateBinder? Estimates { get; init; }

    public Scope With(Symbol symbol) => this with { Symbol = symbol, Parent = this };

    public Symbol? Find(string name)
    {
        for (var scope = this; scope?.Symbol is not null; scope = scope.Parent)
        {
            if (scope.Symbol.Name == name)
                return scope.Symbol;
        }

        return null;
    }

    public IEnumerable<Symbol> Symbols()
    {
        for (var scope = this; scope?.Symbol is not null; scope = scope.Parent)
            yield return scope.Symbol;
    }
}
