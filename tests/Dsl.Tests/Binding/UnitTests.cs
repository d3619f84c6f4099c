using FsCheck;
using FsCheck.Fluent;
using MLSpec.Dsl.Types;

namespace MLSpec.Dsl.Tests.Binding;

/// <summary>Units are a free Abelian group, and unification in it is sound, complete and finds no more than is asked.</summary>
public sealed class UnitTests
{
    private static readonly string[] _measures = ["m", "s", "kg"];

    private static readonly Gen<Unit> _ground = Powers(3).Select(p => Product(_measures.Select(Unit.Of), p));

    [Fact]
    public void Multiplication_is_an_Abelian_group() => Check(
        from a in _ground
        from b in _ground
        from c in _ground
        select ((a * b) * c).Equals(a * (b * c)) && (a * b).Equals(b * a) && (a * Unit.One).Equals(a) && (a / a).IsOne
            && (a * b).Power(2).Equals(a * a * b * b));

    [Fact]
    public void A_solution_makes_both_sides_equal() => Check(
        from left in Powers(6)
        from right in Powers(6)
        select Solves(left, right));

    [Fact]
    public void What_some_assignment_makes_equal_is_solved() => Check(
        from left in Powers(6)
        from assigned in _ground.ArrayOf(3)
        select IsComplete(left, assigned));

    [Fact]
    public void A_solution_is_most_general()
    {
        var solver = new Solver();
        var (u, v) = (solver.FreshUnit(), solver.FreshUnit());
        Assert.Null(solver.UnifyUnits(u.Power(2) * v.Power(3), Unit.Of("m").Power(6)));
        var (a, b) = (solver.Resolve(u), solver.Resolve(v));
        Assert.Equal(Unit.Of("m").Power(6), a.Power(2) * b.Power(3));
        Assert.Contains(a.Factors, f => f.IsVariable);
    }

    [Fact]
    public void A_square_is_not_a_metre()
    {
        var solver = new Solver();
        Assert.IsType<UnitMismatch>(solver.UnifyUnits(solver.FreshUnit().Power(2), Unit.Of("m")));
    }

    private static bool Solves(int[] left, int[] right)
    {
        var solver = new Solver();
        var variables = Enumerable.Range(0, 3).Select(_ => solver.FreshUnit()).Concat(_measures.Select(Unit.Of)).ToList();
        var (a, b) = (Product(variables, left), Product(variables, right));
        return solver.UnifyUnits(a, b) is not null || solver.Resolve(a).Equals(solver.Resolve(b));
    }

    private static bool IsComplete(int[] left, Unit[] assigned)
    {
        var solver = new Solver();
        var constants = _measures.Select(Unit.Of);
        var side = Product(Enumerable.Range(0, 3).Select(_ => solver.FreshUnit()).Concat(constants), left);
        return solver.UnifyUnits(side, Product(assigned.Concat(constants), left)) is null;
    }

    private static Gen<int[]> Powers(int count) => Gen.Choose(-3, 3).ArrayOf(count);

    private static Unit Product(IEnumerable<Unit> units, int[] powers) =>
        units.Zip(powers, (u, p) => u.Power(p)).Aggregate(Unit.One, (a, b) => a * b);

    private static void Check(Gen<bool> property) => Prop.ForAll(Arb.From(property), holds => holds).QuickCheckThrowOnFailure();
}
