namespace MLSpec.Dsl.Types;

/// <summary>
/// What the variables of a scheme stand for at one use of it: applied to the types inside the definition it gives their types at that use.
/// Variables it does not know are left alone. A scheme has a handful of variables, so that a chain of them is the fastest table.
/// </summary>
public sealed class Instantiation : TypeMapper
{
    private readonly Instantiation? _rest;
    private readonly int _id;
    private readonly object? _meaning;

    private Instantiation(Instantiation? rest, int id, object? meaning) => (_rest, _id, _meaning) = (rest, id, meaning);

    public static Instantiation Empty { get; } = new(null, -1, null);

    public Instantiation With(int id, Type type) => new(this, id, type);

    public Instantiation With(int id, Unit unit) => new(this, id, unit);

    public Instantiation With(int id, Dimension dimension) => new(this, id, dimension);

    public Instantiation With(int id, EquatableList<Dimension> row) => new(this, id, row);

    /// <summary>The same instantiation with the types it gives rewritten.</summary>
    public Instantiation Then(TypeMapper mapper) => _rest is null ? this : new(_rest.Then(mapper), _id, _meaning switch
    {
        Type type => mapper.Map(type),
        Unit unit => mapper.Map(unit),
        Dimension dimension => mapper.Map(dimension),
        EquatableList<Dimension> row => mapper.Map(new Shape(row)).Dimensions,
        _ => null,
    });

    protected override Type Variable(VariableType variable) => Meaning<Type>(variable.Id) ?? variable;

    protected override Unit Variable(string unitVariable) => Meaning<Unit>(TypeVariables.UnitId(unitVariable)) ?? Unit.Of(unitVariable);

    protected override Dimension Variable(VariableDimension variable) => Meaning<Dimension>(variable.Id) ?? variable;

    protected override IReadOnlyList<Dimension> Variable(RowDimension row) => Meaning<EquatableList<Dimension>>(row.Id) ?? (IReadOnlyList<Dimension>)[row];

    /// <summary>What was said last about a variable, or null.</summary>
    private T? Meaning<T>(int id)
        where T : class
    {
        for (var link = this; link is not null; link = link._rest)
        {
            if (link._id == id && link._meaning is T meaning)
                return meaning;
        }

        return null;
    }
}
