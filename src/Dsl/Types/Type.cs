using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Types;

/// <summary>
/// A type. In a finished bound tree every type is fully substituted: a <see cref="VariableType"/> that is left belongs to the scheme of the polymorphic
/// definition around it.
/// </summary>
public abstract record Type
{
    /// <summary>The type as people write it: <c>float&lt;nat&gt;[64]</c>.</summary>
    public sealed override string ToString() => TypePrinter.Print(this);
}

/// <summary>What recovery gives to an expression that has been reported: it fits everywhere and causes no further messages.</summary>
public sealed record ErrorType : Type
{
    public static ErrorType Instance { get; } = new();
}

/// <summary>A type yet to be inferred, or generalised in a scheme. Identity is by <see cref="Id"/>.</summary>
public sealed record VariableType(int Id) : Type;

public sealed record FloatType(Unit Unit) : Type;

public sealed record IntType(Unit Unit) : Type;

public sealed record BoolType : Type;

public sealed record TextType : Type;

/// <summary><c>unit</c>, the type of <c>()</c></summary>
public sealed record VoidType : Type;

/// <summary><c>class[n]</c>: a label below n.</summary>
public sealed record ClassType(Dimension Count) : Type;

/// <summary><c>dim 'n</c>: the integer that is the dimension n.</summary>
public sealed record DimensionType(Dimension Dimension) : Type;

/// <summary><c>element[shape]</c>; the element is never itself an array (shapes are joined) but may be a variable.</summary>
public sealed record ArrayType(Type Element, Shape Shape) : Type;

public sealed record FunctionType(Type Parameter, Type Result) : Type;

public sealed record TupleType(EquatableList<Type> Items) : Type;

/// <summary>A field; one with a default may be left out where the record is written.</summary>
public sealed record FieldType(string Name, Type Type)
{
    /// <summary>The default of a numeric field; it is no part of the type's identity.</summary>
    public ExactDecimal? Default { get; init; }

    public bool Equals(FieldType? other) => other is not null && Name == other.Name && Type.Equals(other.Type);

    public override int GetHashCode() => unchecked((Name.Length * 397) ^ Type.GetHashCode());
}

/// <summary>A record; <see cref="Name"/> is for messages, two records are the same type when their fields are.</summary>
public sealed record RecordType(string? Name, EquatableList<FieldType> Fields) : Type
{
    public bool Equals(RecordType? other) => other is not null && Fields.Equals(other.Fields);

    public override int GetHashCode() => Fields.GetHashCode();
}

/// <summary><c>schedule&lt;clock&gt; value</c></summary>
public sealed record ScheduleType(Unit Clock, Type Value) : Type;

/// <summary>
/// A constructor of the prelude or of the language applied to types: <c>set 'a</c>, <c>dist 'a</c>, <c>data 'row</c>, <c>rows 'row</c> (a split), <c>optimiser</c>, <c>norm</c>,
/// <c>method</c>, <c>training</c>, ...
/// </summary>
public sealed record AppliedType(string Constructor, EquatableList<Type> Arguments) : Type;

/// <summary>One dimension of a shape.</summary>
public abstract record Dimension;

public sealed record FixedDimension(int Value) : Dimension;

/// <summary>The value of an integer parameter or of an expression over such, known when the program starts: equal when the text is.</summary>
public sealed record NamedDimension(string Name) : Dimension;

public sealed record VariableDimension(int Id) : Dimension;

/// <summary><c>'s..</c>: any number of dimensions; it may only stand first in a shape.</summary>
public sealed record RowDimension(int Id) : Dimension;

public sealed record Shape(EquatableList<Dimension> Dimensions)
{
    /// <summary>The shape of a scalar.</summary>
    public static Shape Scalar { get; } = new(EquatableList<Dimension>.Empty);

    public static Shape Of(params Dimension[] dimensions) => new(dimensions.ToEquatableList());

    /// <summary>Whether it starts with any number of dimensions (<c>'s..</c>).</summary>
    public bool HasRow => Rank > 0 && Dimensions[0] is RowDimension;

    public int Rank => Dimensions.Count;
}
