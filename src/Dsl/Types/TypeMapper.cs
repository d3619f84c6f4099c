namespace MLSpec.Dsl.Types;

/// <summary>Rebuilds types with their variables replaced; a subclass says by what. The default replaces nothing.</summary>
public abstract class TypeMapper
{
    public Type Map(Type type) => type switch
    {
        VariableType v => Variable(v),
        FloatType f when !f.Unit.IsOne => new FloatType(Map(f.Unit)),
        IntType i when !i.Unit.IsOne => new IntType(Map(i.Unit)),
        ClassType c => new ClassType(Map(c.Count)),
        DimensionType d => new DimensionType(Map(d.Dimension)),
        ArrayType a => Arrays.Of(Map(a.Element), Map(a.Shape)),
        FunctionType f => new FunctionType(Map(f.Parameter), Map(f.Result)),
        TupleType t => new TupleType(t.Items.Select(Map).ToEquatableList()),
        RecordType r => r with { Fields = r.Fields.Select(f => f with { Type = Map(f.Type) }).ToEquatableList() },
        ScheduleType s => new ScheduleType(Map(s.Clock), Map(s.Value)),
        AppliedType { Arguments.Count: > 0 } a => a with { Arguments = a.Arguments.Select(Map).ToEquatableList() },
        _ => type,
    };

    public Unit Map(Unit unit)
    {
        if (!unit.Factors.Any(f => f.IsVariable))
            return unit;
        return unit.Factors.Aggregate(
            Unit.One,
            (product, factor) => product * (factor.IsVariable ? Variable(factor.Name) : Unit.Of(factor.Name)).Power(factor.Exponent));
    }

    public Dimension Map(Dimension dimension) => dimension is VariableDimension v ? Variable(v) : dimension;

    public Shape Map(Shape shape)
    {
        var dimensions = new List<Dimension>(shape.Rank);
        foreach (var dimension in shape.Dimensions)
        {
            if (dimension is RowDimension row)
                dimensions.AddRange(Variable(row));
            else
                dimensions.Add(Map(dimension));
        }

        return new Shape(dimensions.ToEquatableList());
    }

    protected virtual Type Variable(VariableType variable) => variable;

    protected virtual Unit Variable(string unitVariable) => Unit.Of(unitVariable);

    protected virtual Dimension Variable(VariableDimension variable) => variable;

    protected virtual IReadOnlyList<Dimension> Variable(RowDimension row) => [row];
}
