using System.Collections.Immutable;

namespace MLSpec.Dsl.Syntax;

/// <summary>A piece of syntax with the exact span of its first to its last token.</summary>
public abstract record SyntaxNode(TextSpan Span);

/// <summary>An identifier where it stands.</summary>
public sealed record Name(string Text, TextSpan Span) : SyntaxNode(Span);

public abstract record Expression(TextSpan Span) : SyntaxNode(Span);

/// <summary>What recovery puts where an expression was expected; it has been reported already.</summary>
public sealed record MissingExpression(TextSpan Span) : Expression(Span);

/// <summary>A number with its exact decimal value; <c>5%</c> is 0.05 and <see cref="IsInteger"/> is false for it.</summary>
public sealed record NumberExpression(ExactDecimal Value, bool IsInteger, UnitSyntax? Unit, TextSpan Span) : Expression(Span);

public sealed record TextExpression(string Value, TextSpan Span) : Expression(Span);

public sealed record BooleanExpression(bool Value, TextSpan Span) : Expression(Span);

/// <summary><c>()</c></summary>
public sealed record UnitValueExpression(TextSpan Span) : Expression(Span);

public sealed record NameExpression(string Name, TextSpan Span) : Expression(Span);

/// <summary><c>target.member</c></summary>
public sealed record MemberExpression(Expression Target, Name Member, TextSpan Span) : Expression(Span);

/// <summary><c>target.[i, j]</c>; an index may be a <see cref="RangeExpression"/> (a slice).</summary>
public sealed record IndexExpression(Expression Target, ImmutableArray<Expression> Indices, TextSpan Span) : Expression(Span);

/// <summary>Application by juxtaposition, one argument at a time: <c>f x y</c> is <c>(f x) y</c>.</summary>
public sealed record ApplicationExpression(Expression Function, Expression Argument, TextSpan Span) : Expression(Span);

/// <summary><c>-x</c> or <c>not</c> is a function; the operators are <c>-</c> and <c>+</c>.</summary>
public sealed record UnaryExpression(string Operator, Expression Operand, TextSpan Span) : Expression(Span);

/// <summary>Operators: <c>|&gt; &gt;&gt; || &amp;&amp; = == &lt;&gt; &lt; &gt; &lt;= &gt;= + - * / % **</c>.</summary>
public sealed record BinaryExpression(Expression Left, string Operator, TextSpan OperatorSpan, Expression Right, TextSpan Span) : Expression(Span);

public sealed record IfExpression(Expression Condition, Expression Then, Expression Else, TextSpan Span) : Expression(Span);

/// <summary><c>fun p1 p2 -&gt; body</c></summary>
public sealed record LambdaExpression(ImmutableArray<Pattern> Parameters, Expression Body, TextSpan Span) : Expression(Span);

/// <summary>Local definitions, then the value: the items of a block.</summary>
public sealed record BlockExpression(ImmutableArray<LocalLet> Lets, Expression Result, TextSpan Span) : Expression(Span);

/// <summary><c>let pattern = value</c> or, with parameters, <c>let name p1 p2 = value</c> inside a block.</summary>
public sealed record LocalLet(Pattern Pattern, ImmutableArray<Pattern> Parameters, TypeSyntax? Type, Expression Value, TextSpan Span) : SyntaxNode(Span);

public sealed record TupleExpression(ImmutableArray<Expression> Items, TextSpan Span) : Expression(Span);

/// <summary><c>[a; b; c]</c></summary>
public sealed record ListExpression(ImmutableArray<Expression> Items, TextSpan Span) : Expression(Span);

/// <summary><c>[start .. increment .. end]</c>, also as a slice inside <c>.[ ]</c>; ends are inclusive.</summary>
public sealed record RangeExpression(Expression Start, Expression? Increment, Expression End, TextSpan Span) : Expression(Span);

public sealed record FieldSyntax(Name Name, Expression Value, TextSpan Span) : SyntaxNode(Span);

/// <summary><c>{ a = 1; b = 2 }</c></summary>
public sealed record RecordExpression(ImmutableArray<FieldSyntax> Fields, TextSpan Span) : Expression(Span);

/// <summary><c>{ target with a = 1 }</c></summary>
public sealed record CopyExpression(Expression Target, ImmutableArray<FieldSyntax> Fields, TextSpan Span) : Expression(Span);

/// <summary><c>[ for x in xs -&gt; e ]</c></summary>
public sealed record ComprehensionExpression(Pattern Variable, Expression Domain, Expression Body, TextSpan Span) : Expression(Span);

public enum BinderKind
{
    Sum,
    Expect,
    Sup,
    Inf,
}

/// <summary><c>sup x in U by METHOD -&gt; e</c> and its three siblings.</summary>
/// <param name="Method">What follows <c>by</c>: a number of draws for <c>expect</c>, a method for <c>sup</c> and <c>inf</c>.</param>
public sealed record BinderExpression(BinderKind Kind, Pattern Variable, Expression Domain, Expression? Method, Expression Body, TextSpan Span) : Expression(Span);

/// <summary><c>f a -&gt; b over t</c>, sugar for <c>f a b t</c>: a value that moves from a to b. <see cref="Function"/> is <c>f a</c> with its last argument taken off.</summary>
public sealed record TransitionExpression(Expression Function, Expression From, Expression To, Expression? Over, TextSpan Span) : Expression(Span);

/// <summary><c>first then second</c>: one schedule after the other.</summary>
public sealed record SequenceExpression(Expression First, Expression Second, TextSpan Span) : Expression(Span);

public abstract record Pattern(TextSpan Span) : SyntaxNode(Span);

public sealed record NamePattern(string Name, TypeSyntax? Type, TextSpan Span) : Pattern(Span);

public sealed record WildcardPattern(TypeSyntax? Type, TextSpan Span) : Pattern(Span);

public sealed record TuplePattern(ImmutableArray<Pattern> Items, TextSpan Span) : Pattern(Span);

/// <summary><c>()</c> as a parameter.</summary>
public sealed record UnitPattern(TextSpan Span) : Pattern(Span);
