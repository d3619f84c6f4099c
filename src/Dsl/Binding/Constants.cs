using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Binding;

/// <summary>The exact values of expressions that are known at compile time: literals, definitions and <c>+ - *</c> on such.</summary>
internal static class Constants
{
    public static ExactDecimal? Decimal(BoundExpression expression) => expression switch
    {
        BoundNumber number => number.Value,
        BoundName { Symbol: GlobalSymbol { Declaration: BoundLet let } } => Decimal(let.Value),
        BoundOperation { Operator: Operator.Negate } negation => -Decimal(negation.Operands[0]),
        BoundOperation { Operands.Length: 2 } operation when Decimal(operation.Operands[0]) is { } a
            && Decimal(operation.Operands[1]) is { } b =>
            operation.Operator switch
            {
                Operator.Add => a + b,
                Operator.Subtract => a - b,
                Operator.Multiply => a * b,
                _ => null,
            },
        _ => null,
    };

    public static int? Int(BoundExpression expression) =>
        Decimal(expression) is { IsInteger: true } value && Math.Abs(value.ToDouble()) <= int.MaxValue ? (int)value.ToDouble() : null;
}
