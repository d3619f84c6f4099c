namespace MLSpec.Dsl.Types;

/// <summary>
/// Types for messages: their variables are lettered from <c>'a</c> in order of appearance, the same letter for the same variable
/// throughout.
/// </summary>
public sealed class TypeNames : TypeMapper
{
    private readonly Dictionary<int, int> _numbers = [];

    public static string Of(Type type) => new TypeNames().Print(type);

    public string Print(Type type) => TypePrinter.Print(Map(type));

    public string Print(Unit unit) => TypePrinter.Print(Map(unit));

    public string Print(Shape shape) => TypePrinter.Print(Map(shape));

    public string Print(Dimension dimension) => TypePrinter.Print(Map(dimension));

    protected override Type Variable(VariableType variable) => new VariableType(Number(variable.Id));

    protected override Unit Variable(string unitVariable) => Unit.Of("'" + (char)('a' + (Number(TypeVariables.UnitId(unitVariable)) % 26)));

    protected override Dimension Variable(VariableDimension variable) => new VariableDimension(Number(variable.Id));

    protected override IReadOnlyList<Dimension> Variable(RowDimension row) => [new RowDimension(Number(row.Id))];

    private int Number(int id)
    {
        if (!_numbers.TryGetValue(id, out var number))
            _numbers[id] = number = _numbers.Count;
        return number;
    }
}
