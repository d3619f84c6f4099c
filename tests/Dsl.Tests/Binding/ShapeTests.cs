using MLSpec.Dsl.Types;
using Type = MLSpec.Dsl.Types.Type;

namespace MLSpec.Dsl.Tests.Binding;

public sealed class ShapeTests
{
    private static readonly FloatType _float = new(Unit.One);

    [Fact]
    public void A_row_takes_up_the_leading_dimensions()
    {
        var solver = new Solver();
        var (row, n) = (solver.FreshRow(), solver.FreshDimension());
        Type pattern = new ArrayType(_float, Shape.Of(row, n));
        Assert.Null(solver.Unify(pattern, Float(2, 3, 4)));
        Assert.Equal(new FixedDimension(4), solver.Resolve(n));
        Assert.Equal(Shape.Of(new FixedDimension(2), new FixedDimension(3)), solver.Resolve(Shape.Of(row)));
    }

    [Fact]
    public void A_row_may_be_empty_and_then_the_array_is_a_scalar()
    {
        var solver = new Solver();
        Type pattern = new ArrayType(_float, Shape.Of(solver.FreshRow()));
        Assert.Null(solver.Unify(pattern, _float));
        Assert.Equal(_float, solver.Resolve(pattern));
    }

    [Fact]
    public void Two_rows_meet()
    {
        var solver = new Solver();
        var (a, b) = (solver.FreshRow(), solver.FreshRow());
        Assert.Null(solver.UnifyShapes(Shape.Of(a, new FixedDimension(3)), Shape.Of(b)));
        Assert.Equal(Shape.Of(a, new FixedDimension(3)), solver.Resolve(Shape.Of(b)));
        Assert.IsType<RankMismatch>(solver.UnifyShapes(Shape.Of(a), Shape.Of(a, new FixedDimension(3))));
    }

    [Fact]
    public void An_unknown_element_may_be_an_array()
    {
        var solver = new Solver();
        var (element, n) = (solver.FreshType(), solver.FreshDimension());
        Assert.Null(solver.Unify(new ArrayType(element, Shape.Of(n)), Float(5, 3)));
        Assert.Equal(Float(3), solver.Resolve(element));
    }

    [Fact]
    public void Different_dimensions_and_ranks_do_not_meet()
    {
        var solver = new Solver();
        Assert.IsType<DimensionMismatch>(solver.Unify(Float(2), Float(3)));
        Assert.IsType<DimensionMismatch>(solver.Unify(Float(2), new ArrayType(_float, Shape.Of(new NamedDimension("width")))));
        Assert.IsType<RankMismatch>(solver.Unify(Float(2), Float(2, 3)));
        Assert.IsType<TypeMismatch>(solver.Unify(Float(2), _float));
    }

    [Fact]
    public void A_failed_trial_leaves_no_trace()
    {
        var solver = new Solver();
        var n = solver.FreshDimension();
        Assert.False(solver.TryUnify(new ArrayType(_float, Shape.Of(n, new FixedDimension(2))), Float(7, 3)));
        Assert.Equal(n, solver.Resolve(n));
    }

    [Fact]
    public void A_type_does_not_contain_itself()
    {
        var solver = new Solver();
        var a = solver.FreshType();
        Assert.IsType<InfiniteType>(solver.Unify(a, new FunctionType(a, _float)));
    }

    private static ArrayType Float(params int[] dimensions) =>
        new(_float, new Shape(dimensions.Select(d => (Dimension)new FixedDimension(d)).ToEquatableList()));
}
