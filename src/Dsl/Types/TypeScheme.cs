using System.Collections.Immutable;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Types;

public enum VariableKind
{
    Type,
    Unit,
    Dimension,
    Row,
}

/// <summary>A generalised variable. One that stands for an integer literal (<c>2 * x</c>) carries the literal.</summary>
public sealed record SchemeVariable(int Id, VariableKind Kind, Literal? Literal = null);

/// <summary>What is known of the type of an integer literal: a float or an int of this unit, a class or a dimension.</summary>
public sealed record Literal(Unit Unit, ExactDecimal Value);

/// <summary>
/// A type generalised over the variables listed, under constraints that are checked again at every use (an operand that may be a scalar or
/// a tensor, a field of a record
/// that is not known yet).
/// </summary>
public sealed record TypeScheme(ImmutableArray<SchemeVariable> Variables, ImmutableArray<TypeConstraint> Constraints, Type Body)
{
    /// <summary>Not inferred yet.</summary>
    public static TypeScheme Unknown { get; } = Of(ErrorType.Instance);

    public bool IsPolymorphic => !Variables.IsEmpty;

    /// <summary>A type that is not generalised.</summary>
    public static TypeScheme Of(Type type) => new(ImmutableArray<SchemeVariable>.Empty, ImmutableArray<TypeConstraint>.Empty, type);
}

/// <summary>A relation between types that could not be decided where it arose.</summary>
public abstract record TypeConstraint(TextSpan Span)
{
    /// <summary>All types it relates, in a fixed order.</summary>
    public abstract IEnumerable<Type> Types { get; }

    /// <summary>The same relation between other types, as it is reported at <paramref name="span"/>.</summary>
    public abstract TypeConstraint Map(TypeMapper mapper, TextSpan span);
}
