using System.Collections.Immutable;
using System.Globalization;

namespace MLSpec.Dsl.Syntax;

/// <summary>Types, units and patterns in one line, as one would write them.</summary>
public static class TypeText
{
    private enum Level
    {
        Function,
        Tuple,
        Applied,
        Element,
    }

    public static string Of(TypeSyntax type) => Of(type, Level.Function);

    public static string Of(DimensionSyntax dimension) => dimension switch
    {
        NumberDimension d => d.Value.ToString(CultureInfo.InvariantCulture),
        NameDimension d => d.Name,
        VariableDimension d => "'" + d.Name,
        RowDimension d => "'" + d.Name + "..",
        ProductDimension d => "product '" + d.Row,
        OperationDimension d => $"{Operand(d.Left, d.Operator, isRight: false)} {d.Operator} {Operand(d.Right, d.Operator, isRight: true)}",
        _ => throw new ArgumentOutOfRangeException(nameof(dimension)),
    };

    public static string Of(UnitSyntax unit) => unit switch
    {
        OneUnit => "1",
        AnyUnit => "_",
        NamedUnit u => u.Name,
        VariableUnit u => "'" + u.Name,
        ProductUnit u => $"{OfFactor(u.Left)} {OfFactor(u.Right)}",
        QuotientUnit u => $"{Of(u.Left)}/{(u.Right is ProductUnit ? Of(u.Right) : OfFactor(u.Right))}",
        PowerUnit u =>
        $"{(u.Base is PowerUnit ? $"({Of(u.Base)})" : OfFactor(u.Base))}^{u.Exponent.ToString(CultureInfo.InvariantCulture)}",
        _ => throw new ArgumentOutOfRangeException(nameof(unit)),
    };

    public static string Of(Pattern pattern) => pattern switch
    {
        NamePattern { Type: { } type } p => $"({p.Name} : {Of(type)})",
        NamePattern p => p.Name,
        WildcardPattern { Type: { } type } => $"(_ : {Of(type)})",
        WildcardPattern => "_",
        TuplePattern p => $"({string.Join(", ", p.Items.Select(OfItem))})",
        UnitPattern => "()",
        _ => throw new ArgumentOutOfRangeException(nameof(pattern)),
    };

    public static string Of(ImmutableArray<Pattern> parameters) => string.Join(" ", parameters.Select(Of));

    private static string Of(FieldTypeSyntax field)
    {
        var value = field.Default switch { null => "", NumberExpression number => $" = {number.Value}", _ => " = .." };
        return $"{field.Name.Text} : {Of(field.Type)}{value}";
    }

    private static string Operand(DimensionSyntax operand, string outer, bool isRight) =>
        operand is OperationDimension { Operator: var inner } && (IsSum(inner) ? isRight || !IsSum(outer) : isRight && !IsSum(outer))
            ? $"({Of(operand)})"
            : Of(operand);

    private static bool IsSum(string sign) => sign is "+" or "-";

    private static string OfItem(Pattern item)
    {
        var text = Of(item);
        return item is NamePattern { Type: not null } or WildcardPattern { Type: not null } ? text.Substring(1, text.Length - 2) : text;
    }

    private static string OfFactor(UnitSyntax unit) => unit is QuotientUnit or ProductUnit ? $"({Of(unit)})" : Of(unit);

    private static string Of(TypeSyntax type, Level least)
    {
        var (text, level) = type switch
        {
            MissingTypeSyntax => ("?", Level.Element),
            NamedTypeSyntax { Unit: { } unit } t => ($"{t.Name.Text}<{Of(unit)}>", Level.Element),
            NamedTypeSyntax t => (t.Name.Text, Level.Element),
            VariableTypeSyntax t => ("'" + t.Name, Level.Element),
            ArrayTypeSyntax t => ($"{Of(t.Element, Level.Element)}[{string.Join(", ", t.Dimensions.Select(Of))}]", Level.Element),
            AppliedTypeSyntax { Constructor.Text: "params" } t => ("params of " + Of(t.Arguments[0], Level.Element), Level.Element),
            AppliedTypeSyntax t =>
            ($"{t.Constructor.Text} {string.Join(" ", t.Arguments.Select(a => Of(a, Level.Element)))}", Level.Applied),
            ScheduleTypeSyntax t => ($"schedule<{Of(t.Clock)}> {Of(t.Value, Level.Element)}", Level.Applied),
            FunctionTypeSyntax t => ($"{Of(t.Parameter, Level.Tuple)} -> {Of(t.Result, Level.Function)}", Level.Function),
            TupleTypeSyntax t => (string.Join(" * ", t.Items.Select(i => Of(i, Level.Applied))), Level.Tuple),
            RecordTypeSyntax t => ($"{{ {string.Join("; ", t.Fields.Select(Of))} }}", Level.Element),
            _ => throw new ArgumentOutOfRangeException(nameof(type)),
        };
        return level < least ? $"({text})" : text;
    }
}
