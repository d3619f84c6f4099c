using System.Globalization;

namespace MLSpec.Dsl.Types;

/// <summary>A variable of a type by its number.</summary>
public sealed record FoundVariable(int Id, VariableKind Kind);

/// <summary>The variables of types, of all kinds, in order of first appearance.</summary>
public sealed class TypeVariables : TypeMapper
{
    private readonly List<FoundVariable> _found = [];
    private readonly HashSet<int> _seen = [];

    public IReadOnlyList<FoundVariable> Found => _found;

    public static IReadOnlyList<FoundVariable> Of(params Type[] types)
    {
        var variables = new TypeVariables();
        foreach (var type in types)
            variables.Add(type);
        return variables.Found;
    }

    /// <summary>The name that a unit carries for the variable with this number.</summary>
    public static string UnitName(int id) => "'" + id.ToString(CultureInfo.InvariantCulture);

    public static int UnitId(string name) => int.Parse(name.Substring(1), CultureInfo.InvariantCulture);

    public void Add(Type type) => Map(type);

    public void Add(Unit unit) => Map(unit);

    protected override Type Variable(VariableType variable)
    {
        Note(variable.Id, VariableKind.Type);
        return variable;
    }

    protected override Unit Variable(string unitVariable)
    {
        Note(UnitId(unitVariable), VariableKind.Unit);
        return Unit.Of(unitVariable);
    }

    protected override Dimension Variable(VariableDimension variable)
    {
        Note(variable.Id, VariableKind.Dimension);
        return variable;
    }

    protected override IReadOnlyList<Dimension> Variable(RowDimension row)
    {
        Note(row.Id, VariableKind.Row);
        return [row];
    }

    private void Note(int id, VariableKind kind)
    {
        if (_seen.Add(id))
            _found.Add(new FoundVariable(id, kind));
    }
}
