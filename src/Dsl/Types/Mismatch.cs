namespace MLSpec.Dsl.Types;

/// <summary>Why two types cannot be made equal: the innermost parts that differ.</summary>
public abstract record Mismatch;

public sealed record TypeMismatch(Type Expected, Type Actual) : Mismatch;

public sealed record UnitMismatch(Unit Expected, Unit Actual) : Mismatch;

public sealed record DimensionMismatch(Dimension Expected, Dimension Actual) : Mismatch;

/// <summary>Shapes with different numbers of dimensions.</summary>
public sealed record RankMismatch(Shape Expected, Shape Actual) : Mismatch;

/// <summary>Records with different fields.</summary>
public sealed record FieldsMismatch(RecordType Expected, RecordType Actual) : Mismatch;

/// <summary>A type that would have to contain itself.</summary>
public sealed record InfiniteType(Type Variable, Type Type) : Mismatch;
