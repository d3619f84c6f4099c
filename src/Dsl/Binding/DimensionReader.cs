using MLSpec.Dsl.Types;
using Type = MLSpec.Dsl.Types.Type;

namespace MLSpec.Dsl.Binding;

/// <summary>
/// Reads an int expression as a dimension: a number, a parameter, a value of type <c>dim</c>, or arithmetic on such. What depends on
/// parameters is named by its text.
/// </summary>
internal static class DimensionReader
{
    /// <summary>The dimension that a global int names, or null where it is none.</summary>
    public static Dimension? Of(GlobalSymbol symbol) => symbol.Declaration switch
    {
        BoundParam { Type: IntType { Unit.IsOne: true } } => new NamedDimension(symbol.Name),
        BoundLet { Value: not BoundLambda } let => Of(let.Value, t => t)?.Value?.ToDimension(),
        _ => null,
    };

    /// <summary>The formula that an expression is, or null where it is none.</summary>
    /// <param name="resolve">What is known of a type.</param>
    public static DimensionFormula? Of(BoundExpression expression, Func<Type, Type> resolve) => expression switch
    {
        BoundNumber { Value: { IsInteger: true } value } => new DimensionPart(null, new FixedDimension((int)value.ToDouble())),
        BoundName { Symbol: GlobalSymbol symbol } when Of(symbol) is { } dimension => new DimensionPart(null, dimension),
        BoundOperation { Operands.Length: 2, Operator: Operator.Add or Operator.Subtract or Operator.Multiply or Operator.Divide } o
            when Of(o.Operands[0], resolve) is { } left && Of(o.Operands[1], resolve) is { } right =>
            new DimensionOperation(o.Operator, left, right),
        _ when resolve(expression.Type) is DimensionType d => new DimensionPart(NameOf(expression), d.Dimension),
        _ => null,
    };

    private static string? NameOf(BoundExpression expression) => expression switch
    {
        BoundName name => name.Symbol.Name,
        BoundMember member => member.Member,
        _ => null,
    };
}
