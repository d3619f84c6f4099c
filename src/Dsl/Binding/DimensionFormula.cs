using System.Numerics;
using MLSpec.Dsl.Types;
using Type = MLSpec.Dsl.Types.Type;

namespace MLSpec.Dsl.Binding;

/// <summary>A dimension as arithmetic on others: <c>'n + 'm</c>, <c>product 's</c>, <c>('h - 'kernel) / 'stride + 1</c>.</summary>
internal abstract record DimensionFormula
{
    /// <summary>Its parts as types, in order of appearance.</summary>
    public abstract IEnumerable<Type> Types { get; }

    /// <summary>What it comes to; null while a part is not known, or where it divides by zero.</summary>
    public abstract DimensionValue? Value { get; }

    /// <summary>The variables with names, in order of appearance, with what is known of them: for messages.</summary>
    public abstract IEnumerable<FormulaPart> Parts { get; }

    public abstract DimensionFormula Map(TypeMapper mapper);

    /// <summary>The formula with its variables lettered like the types around it.</summary>
    public abstract DimensionFormula Lettered(TypeNames names);

    /// <summary>The formula as it was written.</summary>
    public abstract override string ToString();
}

/// <summary>A variable of a formula.</summary>
/// <param name="Growth">1 where the formula grows with it, -1 where it shrinks.</param>
internal sealed record FormulaPart(string Name, string Value, int Growth);

/// <summary>A number, a parameter or a variable; a variable has the name under which the signature knows it.</summary>
internal sealed record DimensionPart(string? Name, Dimension Dimension) : DimensionFormula
{
    public override IEnumerable<Type> Types => [new DimensionType(Dimension)];

    public override DimensionValue? Value => DimensionValue.Of(Dimension);

    public override IEnumerable<FormulaPart> Parts => Name is null || Value is not { } value ? [] : [new FormulaPart(Name, value.Text, 1)];

    public override DimensionFormula Map(TypeMapper mapper) => this with { Dimension = mapper.Map(Dimension) };

    public override DimensionFormula Lettered(TypeNames names) => this with { Name = names.Print(Dimension) };

    public override string ToString() => Name ?? TypePrinter.Print(Dimension);
}

/// <summary>The number of elements of a shape.</summary>
internal sealed record DimensionProduct(string Name, Shape Shape) : DimensionFormula
{
    public override IEnumerable<Type> Types => [new ArrayType(ErrorType.Instance, Shape)];

    public override DimensionValue? Value => Shape.Dimensions.Aggregate(
        (DimensionValue?)DimensionValue.Of(BigInteger.One),
        (product, d) => product is { } p && DimensionValue.Of(d) is { } next ? DimensionValue.Apply(Operator.Multiply, p, next) : null);

    public override IEnumerable<FormulaPart> Parts => [new FormulaPart(Name, TypePrinter.Print(Shape), 1)];

    public override DimensionFormula Map(TypeMapper mapper) => this with { Shape = mapper.Map(Shape) };

    public override DimensionFormula Lettered(TypeNames names) =>
        this with { Name = Shape.HasRow && Shape.Rank == 1 ? names.Print(Shape).Trim('[', ']', '.') : names.Print(Shape) };

    public override string ToString() => $"product {Name}";
}

/// <summary>Two formulas joined by <c>+</c>, <c>-</c>, <c>*</c> or <c>/</c>.</summary>
internal sealed record DimensionOperation(Operator Operator, DimensionFormula Left, DimensionFormula Right) : DimensionFormula
{
    public override IEnumerable<Type> Types => Left.Types.Concat(Right.Types);

    public override DimensionValue? Value =>
        Left.Value is { } left && Right.Value is { } right ? DimensionValue.Apply(Operator, left, right) : null;

    public override IEnumerable<FormulaPart> Parts => Left.Parts.Concat(
        Right.Parts.Select(p => Operator is Operator.Subtract or Operator.Divide ? p with { Growth = -p.Growth } : p));

    public override DimensionFormula Map(TypeMapper mapper) => this with { Left = Left.Map(mapper), Right = Right.Map(mapper) };

    public override DimensionFormula Lettered(TypeNames names) => this with { Left = Left.Lettered(names), Right = Right.Lettered(names) };

    public override string ToString() => $"{Operand(Left, isRight: false)} {Operators.Sign(Operator)} {Operand(Right, isRight: true)}";

    private bool IsSum => Operator is Operator.Add or Operator.Subtract;

    private string Operand(DimensionFormula operand, bool isRight) =>
        operand is DimensionOperation inner && (inner.IsSum ? isRight || !IsSum : isRight && !IsSum) ? $"({operand})" : operand.ToString();
}
