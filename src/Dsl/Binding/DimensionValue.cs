using System.Globalization;
using System.Numerics;
using MLSpec.Dsl.Types;

namespace MLSpec.Dsl.Binding;

/// <summary>What a formula over dimensions comes to: a whole number, or a text over the int parameters that decide it.</summary>
/// <param name="Number">The number, where it is known; of any size and sign.</param>
internal readonly record struct DimensionValue(BigInteger? Number, string Text)
{
    public static DimensionValue Of(BigInteger number) => new(number, number.ToString(CultureInfo.InvariantCulture));

    /// <summary>The value of a dimension; null for a variable.</summary>
    public static DimensionValue? Of(Dimension dimension) => dimension switch
    {
        FixedDimension f => Of(f.Value),
        NamedDimension n => new DimensionValue(null, n.Name),
        _ => null,
    };

    /// <summary>The value as a dimension; null for a number that none can be.</summary>
    public Dimension? ToDimension() =>
        Number is not { } number ? new NamedDimension(Text)
        : number >= 0 && number <= int.MaxValue ? new FixedDimension((int)number)
        : null;

    /// <summary>Arithmetic on whole numbers; a quotient drops its remainder, and there is none by zero.</summary>
    public static DimensionValue? Apply(Operator operation, DimensionValue left, DimensionValue right) => (left.Number, right.Number) switch
    {
        ({ } a, { } b) => operation switch
        {
            Operator.Add => Of(a + b),
            Operator.Subtract => Of(a - b),
            Operator.Multiply => Of(a * b),
            _ => b.IsZero ? null : Of(Floor(a, b)),
        },
        ({ IsZero: true }, _) when operation == Operator.Add => right,
        ({ IsOne: true }, _) when operation == Operator.Multiply => right,
        (_, { IsZero: true }) when operation is Operator.Add or Operator.Subtract => left,
        (_, { IsOne: true }) when operation is Operator.Multiply or Operator.Divide => left,
        (_, { IsZero: true }) when operation == Operator.Divide => null,
        _ => new DimensionValue(null, $"{left.In(operation)} {Operators.Sign(operation)} {right.In(operation)}"),
    };

    private string In(Operator outer) => Number is null && Text.IndexOf(' ') >= 0 && outer != Operator.Add ? $"({Text})" : Text;

    private static BigInteger Floor(BigInteger a, BigInteger b)
    {
        var quotient = BigInteger.DivRem(a, b, out var remainder);
        return remainder.IsZero || remainder.Sign == b.Sign ? quotient : quotient - 1;
    }
}
