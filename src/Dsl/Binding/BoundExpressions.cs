using System.Collections.Immutable;
using MLSpec.Dsl.Syntax;
using MLSpec.Dsl.Types;

namespace MLSpec.Dsl.Binding;

/// <summary>A typed expression; no sugar is left in it: pipelines and transitions are applications, local functions are lambdas.</summary>
public abstract record BoundExpression(Types.Type Type, TextSpan Span);

public sealed record BoundError(TextSpan Span) : BoundExpression(ErrorType.Instance, Span);

/// <summary>A number; its type is a float, an int or a dimension.</summary>
public sealed record BoundNumber(ExactDecimal Value, Types.Type Type, TextSpan Span) : BoundExpression(Type, Span);

public sealed record BoundText(string Value, TextSpan Span) : BoundExpression(new TextType(), Span);

public sealed record BoundBoolean(bool Value, TextSpan Span) : BoundExpression(new BoolType(), Span);

public sealed record BoundVoid(TextSpan Span) : BoundExpression(new VoidType(), Span);

/// <summary>A use of a local, global, grid or measure name, its type instantiated.</summary>
public sealed record BoundName(Symbol Symbol, Types.Type Type, TextSpan Span) : BoundExpression(Type, Span)
{
    /// <summary>What the variables of the symbol's scheme stand for here; null where the symbol is not polymorphic.</summary>
    public Instantiation? Instantiation { get; init; }
}

/// <summary>The present value of a schedule, where an expression that is optimised names it.</summary>
public sealed record BoundNow(GlobalSymbol Schedule, Types.Type Type, TextSpan Span) : BoundExpression(Type, Span);

/// <summary>A schedule on one clock read on another: inside a <c>train</c> block, where batch and data tell how many steps an epoch has.</summary>
public sealed record BoundClock(BoundExpression Schedule, Unit From, Unit To, Types.Type Type, TextSpan Span) : BoundExpression(Type, Span);

public sealed record BoundApplication(BoundExpression Function, BoundExpression Argument, Types.Type Type, TextSpan Span) : BoundExpression(Type, Span);

public sealed record BoundLambda(ImmutableArray<BoundPattern> Parameters, BoundExpression Body, Types.Type Type, TextSpan Span) : BoundExpression(Type, Span);

/// <summary>A local definition and what it is for; its pattern's names are generalised where it binds a lambda.</summary>
public sealed record BoundLocalLet(BoundPattern Pattern, BoundExpression Value, BoundExpression Body, Types.Type Type, TextSpan Span) : BoundExpression(Type, Span);

public sealed record BoundIf(BoundExpression Condition, BoundExpression Then, BoundExpression Else, Types.Type Type, TextSpan Span) : BoundExpression(Type, Span);

public sealed record BoundTuple(ImmutableArray<BoundExpression> Items, Types.Type Type, TextSpan Span) : BoundExpression(Type, Span);

public sealed record BoundList(ImmutableArray<BoundExpression> Items, Types.Type Type, TextSpan Span) : BoundExpression(Type, Span);

/// <summary>A range with its values computed exactly.</summary>
public sealed record BoundRange(ImmutableArray<ExactDecimal> Values, Types.Type Type, TextSpan Span) : BoundExpression(Type, Span);

/// <summary>A record; the fields are in the order of the type.</summary>
public sealed record BoundRecord(ImmutableArray<BoundField> Fields, Types.Type Type, TextSpan Span) : BoundExpression(Type, Span);

public sealed record BoundField(string Name, BoundExpression Value);

public sealed record BoundCopy(BoundExpression Target, ImmutableArray<BoundField> Fields, Types.Type Type, TextSpan Span) : BoundExpression(Type, Span);

/// <summary>A field of a record, or <c>train</c>, <c>valid</c>, <c>test</c> of a data set.</summary>
public sealed record BoundMember(BoundExpression Target, string Member, Types.Type Type, TextSpan Span) : BoundExpression(Type, Span);

/// <summary><c>target.[i]</c>; a slice has both ends.</summary>
public sealed record BoundIndex(BoundExpression Target, ImmutableArray<BoundSubscript> Subscripts, Types.Type Type, TextSpan Span) : BoundExpression(Type, Span);

/// <summary>One subscript: a position (<see cref="End"/> null) or the inclusive slice from <see cref="Start"/> to <see cref="End"/>.</summary>
public sealed record BoundSubscript(BoundExpression Start, BoundExpression? End);

public sealed record BoundComprehension(BoundPattern Variable, BoundExpression Domain, BoundExpression Body, Types.Type Type, TextSpan Span)
    : BoundExpression(Type, Span);

public sealed record BoundBinder(
    BinderKind Kind, BoundPattern Variable, BoundExpression Domain, BoundExpression? Method, BoundExpression Body, Types.Type Type, TextSpan Span)
    : BoundExpression(Type, Span);

public enum Operator
{
    Add,
    Subtract,
    Multiply,
    Divide,
    /// <summary><c>x - y floor (x / y)</c>, which has the sign of y.</summary>
    Remainder,
    Power,
    Negate,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    And,
    Or,
}

/// <summary>An operator of the language on scalars or tensors (a scalar meets a tensor elementwise); one operand for <see cref="Operator.Negate"/>.</summary>
public sealed record BoundOperation(Operator Operator, ImmutableArray<BoundExpression> Operands, Types.Type Type, TextSpan Span) : BoundExpression(Type, Span);

/// <summary>A pattern with its type; a tuple pattern over a record takes the fields in order.</summary>
public abstract record BoundPattern(Types.Type Type, TextSpan Span);

public sealed record BoundNamePattern(LocalSymbol Symbol, Types.Type Type, TextSpan Span) : BoundPattern(Type, Span);

public sealed record BoundWildcard(Types.Type Type, TextSpan Span) : BoundPattern(Type, Span);

public sealed record BoundTuplePattern(ImmutableArray<BoundPattern> Items, Types.Type Type, TextSpan Span) : BoundPattern(Type, Span);
