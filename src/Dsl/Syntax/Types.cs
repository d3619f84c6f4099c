using System.Collections.Immutable;

namespace MLSpec.Dsl.Syntax;

/// <summary>A type as it is written.</summary>
public abstract record TypeSyntax(TextSpan Span) : SyntaxNode(Span);

public sealed record MissingTypeSyntax(TextSpan Span) : TypeSyntax(Span);

/// <summary><c>float</c>, <c>float&lt;nat&gt;</c>, <c>Row</c>, <c>class[10]</c> (as an <see cref="ArrayTypeSyntax"/> over <c>class</c>).</summary>
public sealed record NamedTypeSyntax(Name Name, UnitSyntax? Unit, TextSpan Span) : TypeSyntax(Span);

/// <summary><c>'a</c></summary>
public sealed record VariableTypeSyntax(string Name, TextSpan Span) : TypeSyntax(Span);

/// <summary><c>element[d1, d2]</c></summary>
public sealed record ArrayTypeSyntax(TypeSyntax Element, ImmutableArray<DimensionSyntax> Dimensions, TextSpan Span) : TypeSyntax(Span);

/// <summary><c>set 'a</c>, <c>dist float[3]</c>, <c>dim 'n</c>, <c>data { ... }</c>, <c>params of m</c> (constructor <c>params</c>).</summary>
public sealed record AppliedTypeSyntax(Name Constructor, ImmutableArray<TypeSyntax> Arguments, TextSpan Span) : TypeSyntax(Span);

/// <summary><c>schedule&lt;step&gt; float</c></summary>
public sealed record ScheduleTypeSyntax(UnitSyntax Clock, TypeSyntax Value, TextSpan Span) : TypeSyntax(Span);

public sealed record FunctionTypeSyntax(TypeSyntax Parameter, TypeSyntax Result, TextSpan Span) : TypeSyntax(Span);

public sealed record TupleTypeSyntax(ImmutableArray<TypeSyntax> Items, TextSpan Span) : TypeSyntax(Span);

public sealed record FieldTypeSyntax(Name Name, TypeSyntax Type, TextSpan Span) : SyntaxNode(Span)
{
    /// <summary><c>field : type = number</c>: what stands there when the field is left out.</summary>
    public Expression? Default { get; init; }
}

public sealed record RecordTypeSyntax(ImmutableArray<FieldTypeSyntax> Fields, TextSpan Span) : TypeSyntax(Span);

/// <summary>One dimension of an array type.</summary>
public abstract record DimensionSyntax(TextSpan Span) : SyntaxNode(Span);

public sealed record NumberDimension(int Value, TextSpan Span) : DimensionSyntax(Span);

/// <summary>A parameter or a named dimension.</summary>
public sealed record NameDimension(string Name, TextSpan Span) : DimensionSyntax(Span);

/// <summary><c>'n</c>: one dimension, to be inferred.</summary>
public sealed record VariableDimension(string Name, TextSpan Span) : DimensionSyntax(Span);

/// <summary><c>'s..</c>: any leading shape.</summary>
public sealed record RowDimension(string Name, TextSpan Span) : DimensionSyntax(Span);

/// <summary><c>'n + 'm</c>: a dimension computed from others by <c>+</c>, <c>-</c>, <c>*</c> or <c>/</c>.</summary>
public sealed record OperationDimension(string Operator, DimensionSyntax Left, DimensionSyntax Right, TextSpan Span) : DimensionSyntax(Span);

/// <summary><c>product 's</c>: the number of elements of the leading shape <c>'s..</c>.</summary>
public sealed record ProductDimension(string Row, TextSpan Span) : DimensionSyntax(Span);

/// <summary>A unit of measure as it is written between angle brackets.</summary>
public abstract record UnitSyntax(TextSpan Span) : SyntaxNode(Span);

/// <summary><c>1</c></summary>
public sealed record OneUnit(TextSpan Span) : UnitSyntax(Span);

/// <summary><c>_</c>: to be inferred.</summary>
public sealed record AnyUnit(TextSpan Span) : UnitSyntax(Span);

public sealed record NamedUnit(string Name, TextSpan Span) : UnitSyntax(Span);

/// <summary><c>'u</c></summary>
public sealed record VariableUnit(string Name, TextSpan Span) : UnitSyntax(Span);

public sealed record ProductUnit(UnitSyntax Left, UnitSyntax Right, TextSpan Span) : UnitSyntax(Span);

public sealed record QuotientUnit(UnitSyntax Left, UnitSyntax Right, TextSpan Span) : UnitSyntax(Span);

public sealed record PowerUnit(UnitSyntax Base, int Exponent, TextSpan Span) : UnitSyntax(Span);
