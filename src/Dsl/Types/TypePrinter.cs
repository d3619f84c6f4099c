using System.Globalization;

namespace MLSpec.Dsl.Types;

/// <summary>Types, shapes and units as people write them.</summary>
public static class TypePrinter
{
    public static string Print(Type type) => type switch
    {
        ErrorType => "?",
        VariableType v => "'" + Letters(v.Id),
        FloatType f => "float" + Angle(f.Unit),
        IntType i => "int" + Angle(i.Unit),
        BoolType => "bool",
        TextType => "text",
        VoidType => "unit",
        ClassType c => $"class[{Print(c.Count)}]",
        DimensionType d => "dim " + Print(d.Dimension),
        ArrayType a => Atom(a.Element) + Print(a.Shape),
        FunctionType f => (f.Parameter is FunctionType ? $"({Print(f.Parameter)})" : Print(f.Parameter)) + " -> " + Print(f.Result),
        TupleType t => string.Join(" * ", t.Items.Select(i => i is TupleType or FunctionType ? $"({Print(i)})" : Print(i))),
        RecordType { Name: { } name } => name,
        RecordType r => "{ " + string.Join("; ", r.Fields.Select(f => $"{f.Name} : {Print(f.Type)}")) + " }",
        ScheduleType s => $"schedule<{Print(s.Clock)}> {Atom(s.Value)}",
        AppliedType a => string.Join(" ", new[] { a.Constructor }.Concat(a.Arguments.Select(Atom))),
        _ => throw new InvalidOperationException($"No notation for {type.GetType().Name}."),
    };

    public static string Print(Shape shape) => "[" + string.Join(", ", shape.Dimensions.Select(Print)) + "]";

    public static string Print(Dimension dimension) => dimension switch
    {
        FixedDimension f => f.Value.ToString(CultureInfo.InvariantCulture),
        NamedDimension n => n.Name,
        VariableDimension v => "'" + Letters(v.Id),
        RowDimension r => "'" + Letters(r.Id) + "..",
        _ => throw new InvalidOperationException($"No notation for {dimension.GetType().Name}."),
    };

    /// <summary>Positive powers first, then those under the bar: <c>kg m/s^2</c>; <c>1</c> for no unit.</summary>
    public static string Print(Unit unit)
    {
        var above = unit.Factors.Where(f => f.Exponent > 0).Select(f => Power(f.Name, f.Exponent)).ToList();
        var below = unit.Factors.Where(f => f.Exponent < 0).Select(f => "/" + Power(f.Name, -f.Exponent)).ToList();
        return (above.Count == 0 ? (below.Count == 0 ? "1" : "") : string.Join(" ", above)) + string.Join("", below);
    }

    private static string Power(string name, int exponent) =>
        exponent == 1 ? name : name + "^" + exponent.ToString(CultureInfo.InvariantCulture);

    private static string Angle(Unit unit) => unit.IsOne ? "" : $"<{Print(unit)}>";

    private static string Atom(Type type) => type is FunctionType or TupleType or AppliedType { Arguments.Count: > 0 } or ScheduleType ? $"({Print(type)})" : Print(type);

    private static string Letters(int id) =>
        id < 26 ? ((char)('a' + id)).ToString() : (char)('a' + (id % 26)) + (id / 26).ToString(CultureInfo.InvariantCulture);
}
