using MLSpec.Dsl.Diagnostics;
using Sprache;

namespace MLSpec.Dsl.Syntax;

/// <summary>Patterns: <c>x</c>, <c>_</c>, <c>()</c>, <c>(x : float[64])</c>, <c>(x, (y, _))</c>.</summary>
internal static class PatternParser
{
    private static readonly Parser<Pattern> _parenthesised = Grammar.Spanned(
        from open in Grammar.Symbol("(")
        from items in Grammar.CommaList<Pattern>(Typed)
        from close in Grammar.Symbol(")")
        select new Func<TextSpan, Pattern>(span => items.Length == 1 ? items[0] with { Span = span } : new TuplePattern(items, span)));

    /// <summary>A pattern that is one parameter.</summary>
    public static readonly Parser<Pattern> Pattern = Parse;

    public static bool Starts(TokenInput at) => at.Token.Kind == TokenKind.Identifier || at.Token.IsSymbol("_") || at.Token.IsSymbol("(");

    private static IResult<Pattern> Parse(IInput input)
    {
        var at = (TokenInput)input;
        var token = at.Token;
        if (token.Kind is TokenKind.Identifier or TokenKind.Keyword)
            return Grammar.Name(at).IfSuccess(
                name => Result.Success<Pattern>(new NamePattern(name.Value.Text, null, name.Value.Span), name.Remainder));
        if (token.IsSymbol("_"))
            return Result.Success<Pattern>(new WildcardPattern(null, token.Span), at.Next);
        if (!token.IsSymbol("("))
            return Grammar.Fail<Pattern>(at, SyntaxDiagnostics.PatternExpected, SyntaxMessages.Expected(["a name or a pattern"], at));
        if (at.Next.Token.IsSymbol(")"))
            return Result.Success<Pattern>(new UnitPattern(token.Span.Union(at.Next.Token.Span)), at.Next.Next);
        if (at.State.Depth >= ParseState.MaximalDepth)
            return Grammar.Fail<Pattern>(at, SyntaxDiagnostics.TooDeep, "This pattern is nested too deeply.");
        at.State.Depth++;
        var result = _parenthesised(input);
        at.State.Depth--;
        return result;
    }

    private static IResult<Pattern> Typed(IInput input)
    {
        var pattern = Parse(input);
        if (!pattern.WasSuccessful || !((TokenInput)pattern.Remainder).Token.IsSymbol(":"))
            return pattern;
        var colon = (TokenInput)pattern.Remainder;
        if (pattern.Value is not (NamePattern or WildcardPattern))
            return Grammar.Fail<Pattern>(
                colon, SyntaxDiagnostics.PatternExpected, "A type stands behind a single name.", "give each name in the tuple its type");
        return TypeParser.Type(colon.Next).IfSuccess(type =>
        {
            var span = ((TokenInput)input).SpanTo((TokenInput)type.Remainder);
            Pattern typed = pattern.Value is NamePattern name
                ? name with { Type = type.Value, Span = span }
                : new WildcardPattern(type.Value, span);
            return Result.Success(typed, type.Remainder);
        });
    }
}
