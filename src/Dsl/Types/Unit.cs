namespace MLSpec.Dsl.Types;

/// <summary>One factor of a unit: a base measure, or a unit variable (whose name starts with a prime and a number), to a power that is not zero.</summary>
public sealed record UnitFactor(string Name, int Exponent)
{
    public bool IsVariable => Name[0] == '\'';
}

/// <summary>
/// A unit of measure: an element of the free Abelian group over base measures and variables (Kennedy 1994). Factors are kept sorted by name (ordinal), so that equal units are equal
/// values.
/// </summary>
public sealed record Unit
{
    private Unit(EquatableList<UnitFactor> factors) => Factors = factors;

    public EquatableList<UnitFactor> Factors { get; }

    /// <summary>The dimensionless unit, written <c>1</c>.</summary>
    public static Unit One { get; } = new(EquatableList<UnitFactor>.Empty);

    public bool IsOne => Factors.Count == 0;

    public static Unit Of(string name) => new(new[] { new UnitFactor(name, 1) }.ToEquatableList());

    public static Unit operator *(Unit a, Unit b) => FromFactors(a.Factors.Concat(b.Factors));

    public static Unit operator /(Unit a, Unit b) => a * b.Power(-1);

    public Unit Power(int exponent) => FromFactors(Factors.Select(f => f with { Exponent = f.Exponent * exponent }));

    /// <summary>Adds up the exponents of equal names and drops the zeros.</summary>
    public static Unit FromFactors(IEnumerable<UnitFactor> factors) =>
        new(factors
            .GroupBy(f => f.Name, StringComparer.Ordinal)
            .Select(g => new UnitFactor(g.Key, g.Sum(f => f.Exponent)))
            .Where(f => f.Exponent != 0)
            .OrderBy(f => f.Name, StringComparer.Ordinal)
            .ToEquatableList());

    public override string ToString() => TypePrinter.Print(this);
}
