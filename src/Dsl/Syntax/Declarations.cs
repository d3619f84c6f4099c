using System.Collections.Immutable;

namespace MLSpec.Dsl.Syntax;

/// <summary>A top-level declaration; it starts in column 1.</summary>
/// <param name="Documentation">The text of its <c>///</c> lines, or null.</param>
public abstract record Declaration(string? Documentation, TextSpan Span) : SyntaxNode(Span);

/// <summary>A declaration with a name.</summary>
public abstract record NamedDeclaration(Name Name, string? Documentation, TextSpan Span) : Declaration(Documentation, Span);

/// <summary>What is left of a declaration that could not be read; it has been reported already.</summary>
public sealed record BrokenDeclaration(string? Documentation, TextSpan Span) : Declaration(Documentation, Span)
{
    /// <summary>The name that it would have declared, where that much could be read; uses of it are not errors of their own.</summary>
    public Name? Name { get; init; }
}

/// <summary><c>module Name</c> or <c>module A.B</c></summary>
public sealed record ModuleDeclaration(Name Name, string? Documentation, TextSpan Span) : NamedDeclaration(Name, Documentation, Span);

/// <summary><c>open A.B</c></summary>
public sealed record OpenDeclaration(Name Name, string? Documentation, TextSpan Span) : NamedDeclaration(Name, Documentation, Span);

/// <summary><c>param name [: type] = value [in [low .. high]]</c></summary>
public sealed record ParamDeclaration(Name Name, TypeSyntax? Type, Expression Value, RangeExpression? Range, string? Documentation, TextSpan Span)
    : NamedDeclaration(Name, Documentation, Span);

/// <summary><c>let name p1 p2 [: type] = body</c></summary>
public sealed record LetDeclaration(Name Name, ImmutableArray<Pattern> Parameters, TypeSyntax? Type, Expression Body, string? Documentation, TextSpan Span)
    : NamedDeclaration(Name, Documentation, Span);

/// <summary><c>type Row = { ... }</c> or any other abbreviation</summary>
public sealed record TypeDeclaration(Name Name, TypeSyntax Type, string? Documentation, TextSpan Span) : NamedDeclaration(Name, Documentation, Span);

/// <summary><c>[&lt;Measure&gt;] type usd</c>, with <c>= kg m / s^2</c> for a derived one</summary>
public sealed record MeasureDeclaration(Name Name, UnitSyntax? Definition, string? Documentation, TextSpan Span)
    : NamedDeclaration(Name, Documentation, Span);

/// <summary><c>data name : type = body</c></summary>
public sealed record DataDeclaration(Name Name, TypeSyntax Type, Expression Body, string? Documentation, TextSpan Span)
    : NamedDeclaration(Name, Documentation, Span);

/// <summary><c>model name (x : type) [: type] = body</c></summary>
public sealed record ModelDeclaration(Name Name, ImmutableArray<Pattern> Parameters, TypeSyntax? Type, Expression Body, string? Documentation, TextSpan Span)
    : NamedDeclaration(Name, Documentation, Span);

/// <summary><c>uncertainty name p1 [: type] = body</c></summary>
public sealed record UncertaintyDeclaration(Name Name, ImmutableArray<Pattern> Parameters, TypeSyntax? Type, Expression Body, string? Documentation, TextSpan Span)
    : NamedDeclaration(Name, Documentation, Span);

/// <summary><c>schedule name [: clock -&gt; type] = body</c>; <see cref="Clock"/> is the unit before the arrow.</summary>
public sealed record ScheduleDeclaration(Name Name, UnitSyntax? Clock, TypeSyntax? Type, Expression Body, string? Documentation, TextSpan Span)
    : NamedDeclaration(Name, Documentation, Span);

/// <summary><c>objective name p1 = body</c></summary>
public sealed record ObjectiveDeclaration(Name Name, ImmutableArray<Pattern> Parameters, Expression Body, string? Documentation, TextSpan Span)
    : NamedDeclaration(Name, Documentation, Span);

/// <summary><c>train name p1 for BUDGET = statements</c></summary>
public sealed record TrainDeclaration(
    Name Name, ImmutableArray<Pattern> Parameters, Expression Budget, ImmutableArray<TrainStatement> Statements, string? Documentation, TextSpan Span)
    : NamedDeclaration(Name, Documentation, Span);

/// <summary><c>protocol name = items</c></summary>
public sealed record ProtocolDeclaration(Name Name, ImmutableArray<ProtocolItem> Items, string? Documentation, TextSpan Span)
    : NamedDeclaration(Name, Documentation, Span);

/// <summary>
/// <c>extern name : type</c>, implemented by the user as a C# partial method; in the prelude <c>extern name : type = "Class.Member"</c> names the runtime member,
/// and indented lines its rules, such as <c>gradient = fun x1 .. xn g -&gt; (d1, .., dn)</c> (the pullback of g for each argument; <c>()</c> for an argument without one).
/// </summary>
public sealed record ExternDeclaration(
    Name Name, TypeSyntax Type, string? Member, ImmutableArray<ExternRule> Rules, string? Documentation, TextSpan Span)
    : NamedDeclaration(Name, Documentation, Span);

/// <summary>A line <c>gradient = ..</c>, <c>range = ..</c>, <c>relaxation = ..</c>, <c>start = ..</c> or <c>equal = ..</c> of an extern.</summary>
public sealed record ExternRule(string Name, Expression Value);
