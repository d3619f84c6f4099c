namespace MLSpec.Dsl.Types;

/// <summary>
/// The variables of one inference with what they have been found to stand for. Every variable has a level: the depth of generalisation at
/// which it was made, so that a
/// definition generalises exactly the variables that nothing outside of it knows (Rémy 1992).
/// </summary>
public sealed partial class Solver
{
    private readonly List<Variable> _variables = [];
    private readonly List<(int Id, Variable Before)> _trail = [];
    private readonly Resolution _resolution;
    private int _trials;

    public Solver() => _resolution = new Resolution(this);

    /// <summary>The present depth of generalisation.</summary>
    public int Level { get; set; }

    public Type FreshType(Literal? literal = null) => new VariableType(Add(VariableKind.Type, literal));

    public Unit FreshUnit() => Unit.Of(TypeVariables.UnitName(Add(VariableKind.Unit)));

    public Dimension FreshDimension() => new VariableDimension(Add(VariableKind.Dimension));

    public Dimension FreshRow() => new RowDimension(Add(VariableKind.Row));

    public int LevelOf(int id) => _variables[id].Level;

    /// <summary>The literal that an unbound variable stands for, or null.</summary>
    public Literal? LiteralOf(Type type) => type is VariableType v ? _variables[v.Id].Literal : null;

    /// <summary>Whether the type, resolved, is a variable of which nothing is known (a literal is known to be a number).</summary>
    public bool IsUnknown(Type type) => type is VariableType v && _variables[v.Id].Literal is null;

    /// <summary>The type with everything found so far put in, all the way down.</summary>
    public Type Resolve(Type type) => _resolution.Map(type);

    public Unit Resolve(Unit unit) => _resolution.Map(unit);

    public Dimension Resolve(Dimension dimension) => _resolution.Map(dimension);

    public Shape Resolve(Shape shape) => _resolution.Map(shape);

    /// <summary>The mapping that puts in everything found so far.</summary>
    public TypeMapper Findings => _resolution;

    /// <summary>Tries to make two types equal and takes everything back where that fails.</summary>
    public bool TryUnify(Type expected, Type actual)
    {
        var mark = _trail.Count;
        _trials++;
        var mismatch = Unify(expected, actual);
        _trials--;
        if (mismatch is not null)
        {
            for (var i = _trail.Count - 1; i >= mark; i--)
                _variables[_trail[i].Id] = _trail[i].Before;
        }

        if (_trials == 0 || mismatch is not null)
            _trail.RemoveRange(mark, _trail.Count - mark);
        return mismatch is null;
    }

    private int Add(VariableKind kind, Literal? literal = null)
    {
        _variables.Add(new Variable(kind, Level, null, literal));
        return _variables.Count - 1;
    }

    private void Set(int id, Variable variable)
    {
        if (_trials > 0)
            _trail.Add((id, _variables[id]));
        _variables[id] = variable;
    }

    private void Bind(int id, object binding) => Set(id, _variables[id] with { Binding = binding });

    /// <summary>Variables that a variable of a lower level now stands for come down to that level.</summary>
    private void Lower(IReadOnlyList<FoundVariable> variables, int level)
    {
        foreach (var (id, _) in variables)
        {
            if (_variables[id].Level > level)
                Set(id, _variables[id] with { Level = level });
        }
    }

    private sealed record Variable(VariableKind Kind, int Level, object? Binding, Literal? Literal);

    private sealed class Resolution(Solver solver) : TypeMapper
    {
        protected override Type Variable(VariableType variable) =>
            solver._variables[variable.Id].Binding is Type bound ? Map(bound) : variable;

        protected override Unit Variable(string unitVariable) =>
            solver._variables[TypeVariables.UnitId(unitVariable)].Binding is Unit bound ? Map(bound) : Unit.Of(unitVariable);

        protected override Dimension Variable(VariableDimension variable) =>
            solver._variables[variable.Id].Binding is Dimension bound ? Map(bound) : variable;

        protected override IReadOnlyList<Dimension> Variable(RowDimension row) =>
            solver._variables[row.Id].Binding is Shape bound ? Map(bound).Dimensions : [row];
    }
}
