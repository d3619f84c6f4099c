namespace MLSpec.Dsl.Types;

/// <summary>Unification of types, shapes and dimensions.</summary>
public sealed partial class Solver
{
    /// <summary>Makes two types equal, or says where they differ (what was bound on the way stays bound).</summary>
    public Mismatch? Unify(Type expected, Type actual)
    {
        expected = Resolve(expected);
        actual = Resolve(actual);
        return (expected, actual) switch
        {
            _ when expected.Equals(actual) => null,
            (ErrorType, VariableType v) => BindType(v, expected),
            (VariableType v, ErrorType) => BindType(v, actual),
            (ErrorType, _) or (_, ErrorType) => null,
            (VariableType a, VariableType b) => UnifyVariables(a, b),
            (VariableType v, _) => BindType(v, actual, expectedIsVariable: true),
            (_, VariableType v) => BindType(v, expected),
            (FloatType a, FloatType b) => UnifyUnits(a.Unit, b.Unit),
            (IntType a, IntType b) => UnifyUnits(a.Unit, b.Unit),
            (ClassType a, ClassType b) => UnifyDimensions(a.Count, b.Count),
            (DimensionType a, DimensionType b) => UnifyDimensions(a.Dimension, b.Dimension),
            (ArrayType a, ArrayType b) => UnifyArrays(a, b),
            (ArrayType a, _) => UnifyArrayWithScalar(a, actual, expected, actual),
            (_, ArrayType a) => UnifyArrayWithScalar(a, expected, expected, actual),
            (FunctionType a, FunctionType b) => Unify(a.Parameter, b.Parameter) ?? Unify(a.Result, b.Result),
            (TupleType a, TupleType b) when a.Items.Count == b.Items.Count => UnifyAll(a.Items, b.Items),
            (RecordType a, RecordType b) => UnifyRecords(a, b),
            (ScheduleType a, ScheduleType b) => UnifyUnits(a.Clock, b.Clock) ?? Unify(a.Value, b.Value),
            (AppliedType a, AppliedType b) when a.Constructor == b.Constructor && a.Arguments.Count == b.Arguments.Count =>
                UnifyAll(a.Arguments, b.Arguments),
            _ => new TypeMismatch(expected, actual),
        };
    }

    public Mismatch? UnifyDimensions(Dimension expected, Dimension actual)
    {
        expected = Resolve(expected);
        actual = Resolve(actual);
        switch (expected, actual)
        {
            case var _ when expected.Equals(actual):
                return null;
            case (VariableDimension v, _):
                Lower(TypeVariables.Of(new DimensionType(actual)), _variables[v.Id].Level);
                Bind(v.Id, actual);
                return null;
            case (_, VariableDimension v):
                Bind(v.Id, expected);
                return null;
            default:
                return new DimensionMismatch(expected, actual);
        }
    }

    /// <summary>Makes two shapes equal; a leading row takes up whatever dimensions the other side has more.</summary>
    public Mismatch? UnifyShapes(Shape expected, Shape actual)
    {
        expected = Resolve(expected);
        actual = Resolve(actual);
        var a = expected.Dimensions.Skip(expected.HasRow ? 1 : 0).ToList();
        var b = actual.Dimensions.Skip(actual.HasRow ? 1 : 0).ToList();
        var common = Math.Min(a.Count, b.Count);
        if ((!expected.HasRow && a.Count < b.Count) || (!actual.HasRow && b.Count < a.Count)
            || (!expected.HasRow && !actual.HasRow && a.Count != b.Count))
            return new RankMismatch(expected, actual);
        for (var i = 1; i <= common; i++)
        {
            if (UnifyDimensions(a[a.Count - i], b[b.Count - i]) is { } mismatch)
                return mismatch;
        }

        var (longer, longTail, shorter) = a.Count >= b.Count ? (expected, a, actual) : (actual, b, expected);
        if (!shorter.HasRow)
            return longer.HasRow ? BindRow((RowDimension)longer.Dimensions[0], Shape.Scalar) : null;
        var rest = longer.Dimensions.Take((longer.HasRow ? 1 : 0) + longTail.Count - common).ToEquatableList();
        if (shorter.Dimensions[0].Equals(longer.Dimensions[0]))
            return rest.Count == 1 ? null : new RankMismatch(expected, actual);
        return BindRow((RowDimension)shorter.Dimensions[0], new Shape(rest));
    }

    private Mismatch? UnifyVariables(VariableType a, VariableType b)
    {
        var (literalA, literalB) = (_variables[a.Id].Literal, _variables[b.Id].Literal);
        if (literalA is not null && literalB is not null && UnifyUnits(literalA.Unit, literalB.Unit) is { } mismatch)
            return mismatch;
        var (kept, bound) = literalA is null && literalB is not null ? (b, a) : (a, b);
        Lower([new FoundVariable(kept.Id, VariableKind.Type)], _variables[bound.Id].Level);
        Bind(bound.Id, kept);
        return null;
    }

    private Mismatch? BindType(VariableType variable, Type type, bool expectedIsVariable = false)
    {
        var found = TypeVariables.Of(type);
        if (found.Any(f => f.Id == variable.Id))
            return new InfiniteType(variable, type);
        if (_variables[variable.Id].Literal is { } literal && UnifyLiteral(variable, literal, type, expectedIsVariable) is { } mismatch)
            return mismatch;
        Lower(found, _variables[variable.Id].Level);
        Bind(variable.Id, Resolve(type));
        return null;
    }

    /// <summary>An integer literal fits a number of its unit, a label, a dimension.</summary>
    private Mismatch? UnifyLiteral(VariableType variable, Literal literal, Type type, bool expectedIsVariable)
    {
        Mismatch Differ() => expectedIsVariable ? new TypeMismatch(new IntType(literal.Unit), type) : new TypeMismatch(
            type, new IntType(literal.Unit));
        return type switch
        {
            ErrorType => null,
            FloatType f => UnifyUnits(f.Unit, literal.Unit),
            IntType i => UnifyUnits(i.Unit, literal.Unit),
            ClassType when literal.Unit.IsOne => null,
            DimensionType d when literal.Unit.IsOne => UnifyDimensions(d.Dimension, new FixedDimension((int)literal.Value.ToDouble())),
            ArrayType { Shape: { Rank: 1, HasRow: true } shape } a =>
                BindRow((RowDimension)shape.Dimensions[0], Shape.Scalar) ?? Unify(a.Element, variable),
            _ => Differ(),
        };
    }

    private Mismatch? UnifyArrays(ArrayType expected, ArrayType actual)
    {
        // 'a[n] meets float[n, m]: the element is the array of the remaining dimensions.
        if (!expected.Shape.HasRow && !actual.Shape.HasRow && expected.Shape.Rank != actual.Shape.Rank)
        {
            var (shorter, longer) = expected.Shape.Rank < actual.Shape.Rank ? (expected, actual) : (actual, expected);
            if (IsUnknown(shorter.Element))
            {
                var leading = new Shape(longer.Shape.Dimensions.Take(shorter.Shape.Rank).ToEquatableList());
                var element = Arrays.Of(longer.Element, new Shape(longer.Shape.Dimensions.Skip(shorter.Shape.Rank).ToEquatableList()));
                return UnifyShapes(shorter.Shape, leading) ?? Unify(shorter.Element, element);
            }
        }

        return Unify(expected.Element, actual.Element) ?? UnifyShapes(expected.Shape, actual.Shape);
    }

    private Mismatch? UnifyArrayWithScalar(ArrayType array, Type scalar, Type expected, Type actual) =>
        array.Shape is { Rank: 1, HasRow: true } shape
            ? BindRow((RowDimension)shape.Dimensions[0], Shape.Scalar) ?? Unify(array.Element, scalar)
            : new TypeMismatch(expected, actual);

    private Mismatch? UnifyRecords(RecordType expected, RecordType actual) =>
        expected.Fields.Select(f => f.Name).SequenceEqual(actual.Fields.Select(f => f.Name), StringComparer.Ordinal)
            ? UnifyAll(expected.Fields.Select(f => f.Type).ToList(), actual.Fields.Select(f => f.Type).ToList())
            : new FieldsMismatch(expected, actual);

    private Mismatch? UnifyAll(IReadOnlyList<Type> expected, IReadOnlyList<Type> actual)
    {
        for (var i = 0; i < expected.Count; i++)
        {
            if (Unify(expected[i], actual[i]) is { } mismatch)
                return mismatch;
        }

        return null;
    }

    private Mismatch? BindRow(RowDimension row, Shape shape)
    {
        var found = TypeVariables.Of(new ArrayType(ErrorType.Instance, shape));
        if (found.Any(f => f.Id == row.Id))
            return new RankMismatch(Shape.Of(row), shape);
        Lower(found, _variables[row.Id].Level);
        Bind(row.Id, shape);
        return null;
    }
}
