using System.Collections.Immutable;

namespace MLSpec.Dsl.Types;

/// <summary>
/// What the variables of a scheme stand for at one use of it: applied to the types inside the definition it gives their types at that use.
/// Variables it does not know
/// are left alone.
/// </summary>
public sealed class Instantiation : TypeMapper
{
    private readonly ImmutableDictionary<int, Type> _types;
    private readonly ImmutableDictionary<int, Unit> _units;
    private readonly ImmutableDictionary<int, Dimension> _dimensions;
    private readonly ImmutableDictionary<int, EquatableList<Dimension>> _rows;

    private Instantiation(
        ImmutableDictionary<int, Type> types,
        ImmutableDictionary<int, Unit> units,
        ImmutableDictionary<int, Dimension> dimensions,
        ImmutableDictionary<int, EquatableList<Dimension>> rows)
    {
        _types = types;
        _units = units;
        _dimensions = dimensions;
        _rows = rows;
    }

    public static Instantiation Empty { get; } = new(
        ImmutableDictionary<int, Type>.Empty,
        ImmutableDictionary<int, Unit>.Empty,
        ImmutableDictionary<int, Dimension>.Empty,
        ImmutableDictionary<int, EquatableList<Dimension>>.Empty);

    public Instantiation With(int id, Type type) => new(_types.SetItem(id, type), _units, _dimensions, _rows);

    public Instantiation With(int id, Unit unit) => new(_types, _units.SetItem(id, unit), _dimensions, _rows);

    public Instantiation With(int id, Dimension dimension) => new(_types, _units, _dimensions.SetItem(id, dimension), _rows);

    public Instantiation With(int id, EquatableList<Dimension> row) => new(_types, _units, _dimensions, _rows.SetItem(id, row));

    /// <summary>The same instantiation with the types it gives rewritten.</summary>
    public Instantiation Then(TypeMapper mapper) => new(
        _types.ToImmutableDictionary(p => p.Key, p => mapper.Map(p.Value)),
        _units.ToImmutableDictionary(p => p.Key, p => mapper.Map(p.Value)),
        _dimensions.ToImmutableDictionary(p => p.Key, p => mapper.Map(p.Value)),
        _rows.ToImmutableDictionary(p => p.Key, p => mapper.Map(new Shape(p.Value)).Dimensions));

    protected override Type Variable(VariableType variable) => _types.TryGetValue(variable.Id, out var type) ? type : variable;

    protected override Unit Variable(string unitVariable) =>
        _units.TryGetValue(TypeVariables.UnitId(unitVariable), out var unit) ? unit : Unit.Of(unitVariable);

    protected override Dimension Variable(VariableDimension variable) =>
        _dimensions.TryGetValue(variable.Id, out var dimension) ? dimension : variable;

    protected override IReadOnlyList<Dimension> Variable(RowDimension row) =>
        _rows.TryGetValue(row.Id, out var dimensions) ? dimensions : [row];
}
