namespace MLSpec.Dsl.Types;

/// <summary>Unification of units in the free Abelian group (Kennedy 1994, section 3; Lankford, Butler and Brady 1984).</summary>
public sealed partial class Solver
{
    public Mismatch? UnifyUnits(Unit expected, Unit actual)
    {
        expected = Resolve(expected);
        actual = Resolve(actual);
        return MakeOne(expected / actual) ? null : new UnitMismatch(expected, actual);
    }

    /// <summary>
    /// Solves u = 1. The variable with the smallest power is eliminated where that power divides all others; otherwise it absorbs their
    /// multiples, which leaves remainders
    /// smaller than it: Euclid's algorithm, so it ends.
    /// </summary>
    private bool MakeOne(Unit unit)
    {
        while (!unit.IsOne)
        {
            var variables = unit.Factors.Where(f => f.IsVariable).OrderBy(f => Math.Abs(f.Exponent)).ToList();
            if (variables.Count == 0)
                return false;
            var pivot = variables[0];
            var rest = unit.Factors.Where(f => f.Name != pivot.Name).ToList();
            var divides = rest.All(f => f.Exponent % pivot.Exponent == 0);
            if (!divides && variables.Count == 1)
                return false;
            var quotient = Unit.FromFactors(rest.Select(f => f with { Exponent = -FloorDivide(f.Exponent, pivot.Exponent) }));
            var solution = divides ? quotient : quotient * FreshUnit();
            var id = TypeVariables.UnitId(pivot.Name);
            Lower(TypeVariables.Of(new FloatType(solution)), _variables[id].Level);
            Bind(id, solution);
            unit = Resolve(unit);
        }

        return true;
    }

    private static int FloorDivide(int a, int b)
    {
        var quotient = a / b;
        return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient;
    }
}
