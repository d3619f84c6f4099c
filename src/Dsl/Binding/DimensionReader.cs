using System.Globalization;
using MLSpec.Dsl.Types;

namespace MLSpec.Dsl.Binding;

/// <summary>
/// Reads an int expression as a dimension: a number, a parameter, or sums, differences and products of such. What depends on parameters is
/// named by its text.
/// </summary>
internal static class DimensionReader
{
    /// <summary>The dimension that a global int names, or null where it is none.</summary>
    public static Dimension? Of(GlobalSymbol symbol) => symbol.Declaration switch
    {
        BoundParam { Type: IntType { Unit.IsOne: true } } => new NamedDimension(symbol.Name),
        BoundLet { Value: not BoundLambda } let => Of(let.Value),
        _ => null,
    };

    public static Dimension? Of(BoundExpression expression) => expression switch
    {
        BoundNumber { Value: { IsInteger: true } value } => new FixedDimension((int)value.ToDouble()),
        BoundName { Symbol: GlobalSymbol symbol } => Of(symbol),
        BoundName { Type: DimensionType d } => d.Dimension,
        BoundOperation { Operands.Length: 2 } operation => Combine(operation),
        _ => null,
    };

    private static Dimension? Combine(BoundOperation operation)
    {
        if (operation.Operator is not (Operator.Add or Operator.Subtract or Operator.Multiply))
            return null;
        var (left, right) = (Of(operation.Operands[0]), Of(operation.Operands[1]));
        return (left, right) switch
        {
            (FixedDimension a, FixedDimension b) => new FixedDimension(operation.Operator switch
            {
                Operator.Add => a.Value + b.Value,
                Operator.Subtract => a.Value - b.Value,
                _ => a.Value * b.Value,
            }),
            (FixedDimension or NamedDimension, FixedDimension or NamedDimension) =>
                new NamedDimension(
                    $"{Text(left, operation.Operator)} {Operators.Sign(operation.Operator)} {Text(right, operation.Operator)}"),
            _ => null,
        };
    }

    private static string Text(Dimension dimension, Operator outer) => dimension switch
    {
        FixedDimension f => f.Value.ToString(CultureInfo.InvariantCulture),
        NamedDimension n when n.Name.IndexOf(' ') >= 0 && outer != Operator.Add => $"({n.Name})",
        _ => ((NamedDimension)dimension).Name,
    };
}
