using System.Globalization;
using MLSpec.Dsl.Diagnostics;
using Sprache;

namespace MLSpec.Dsl.Syntax;

/// <summary>
/// Units of measure: <c>sample/step</c>, <c>kg m / s^2</c>, <c>'u^-1</c>, <c>1</c>, <c>_</c>. Standing side by side binds tighter than
/// <c>*</c> and <c>/</c>, as in F#.
/// </summary>
internal static class UnitParser
{
    private static readonly Parser<UnitSyntax> _factor = input =>
    {
        var atom = Atom(input);
        if (!atom.WasSuccessful || !((TokenInput)atom.Remainder).Token.IsSymbol("^"))
            return atom;
        var exponent = Exponent(atom.Remainder.Advance());
        return exponent.WasSuccessful
            ? Result.Success<UnitSyntax>(
                new PowerUnit(atom.Value, exponent.Value, ((TokenInput)input).SpanTo((TokenInput)exponent.Remainder)), exponent.Remainder)
            : Result.Failure<UnitSyntax>(exponent.Remainder, "", []);
    };

    private static readonly Parser<UnitSyntax> _product =
        from first in _factor
        from rest in Grammar.While(at => StartsFactor(at.Token), _factor)
        select rest.Aggregate(first, Product);

    private static readonly Parser<UnitSyntax> _reciprocal = Grammar.Spanned(
        from slash in Grammar.Symbol("/")
        from unit in _product
        select new Func<TextSpan, UnitSyntax>(span => new QuotientUnit(new OneUnit(slash.Span), unit, span)));

    /// <summary>A unit without its angle brackets.</summary>
    public static readonly Parser<UnitSyntax> Unit =
        from first in new Parser<UnitSyntax>(input => ((TokenInput)input).Token.IsSymbol("/") ? _reciprocal(input) : _product(input))
        from rest in Grammar.While(
            at => at.Token.IsSymbol("*") || at.Token.IsSymbol("/"),
            from op in Grammar.Symbol("*").Or(Grammar.Symbol("/"))
            from right in _product
            select (op.Text, right))
        select rest.Aggregate(first, (left, next) => next.Text == "*" ? Product(left, next.right) : Quotient(left, next.right));

    /// <summary><c>&lt;unit&gt;</c></summary>
    public static readonly Parser<UnitSyntax> Angled =
        from open in Grammar.Symbol("<")
        from unit in Unit
        from close in new Parser<Token>(Close)
        select unit;

    private static IResult<UnitSyntax> Atom(IInput input)
    {
        var at = (TokenInput)input;
        var token = at.Token;
        return token.Kind switch
        {
            TokenKind.Identifier => Result.Success<UnitSyntax>(new NamedUnit(token.Value, token.Span), at.Next),
            TokenKind.TypeVariable => Result.Success<UnitSyntax>(new VariableUnit(token.Value.Substring(1), token.Span), at.Next),
            TokenKind.Integer when token.Value == "1" => Result.Success<UnitSyntax>(new OneUnit(token.Span), at.Next),
            TokenKind.Symbol when token.Text == "_" => Result.Success<UnitSyntax>(new AnyUnit(token.Span), at.Next),
            TokenKind.Symbol when token.Text == "(" => Parenthesised(at),
            _ => Grammar.Fail<UnitSyntax>(at, SyntaxDiagnostics.UnitExpected, SyntaxMessages.Expected(["a unit of measure"], at)),
        };
    }

    private static IResult<UnitSyntax> Parenthesised(TokenInput at)
    {
        if (at.State.Depth >= ParseState.MaximalDepth)
            return Grammar.Fail<UnitSyntax>(at, SyntaxDiagnostics.TooDeep, "This unit is nested too deeply.");
        at.State.Depth++;
        var result = Unit(at.Next);
        at.State.Depth--;
        return result.IfSuccess(
            unit => Grammar.Symbol(")")(unit.Remainder).IfSuccess(close => Result.Success(unit.Value, close.Remainder)));
    }

    private static IResult<int> Exponent(IInput input)
    {
        var at = (TokenInput)input;
        var negative = at.Token.IsSymbol("-");
        var number = negative ? at.Next : at;
        return number.Token.Kind == TokenKind.Integer
            && int.TryParse(number.Token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? Result.Success(negative ? -value : value, number.Next)
            : Grammar.Fail<int>(
                number, SyntaxDiagnostics.UnitExpected, SyntaxMessages.Expected(["a whole number as the power of a unit"], number));
    }

    private static IResult<Token> Close(IInput input)
    {
        var at = (TokenInput)input;
        if (at.Token.IsSymbol(">"))
            return Result.Success(at.Token, at.Next);
        if (at.Token.Is(TokenKind.Identifier, "of"))
            return Grammar.Fail<Token>(at, SyntaxDiagnostics.LaterVersion, "A unit `of` something comes with a later version.");
        return at.Token.Kind == TokenKind.Symbol && at.Token.Text is ">=" or ">>"
            ? Grammar.Fail<Token>(
                at, SyntaxDiagnostics.UnitExpected, $"`{at.Token.Text}` is read as one operator.",
                "put a space after the `>` that ends the unit")
            : Grammar.Fail<Token>(
                at, SyntaxDiagnostics.UnitExpected, SyntaxMessages.Expected(["`>` to end the unit"], at),
                "for a comparison put spaces around `<`");
    }

    private static bool StartsFactor(Token token) =>
        token.Kind is TokenKind.TypeVariable || (token.Kind == TokenKind.Identifier && token.Text != "of")
        || (token.Kind == TokenKind.Integer && token.Value == "1") || token.IsSymbol("_") || token.IsSymbol("(");

    private static UnitSyntax Quotient(UnitSyntax left, UnitSyntax right) => new QuotientUnit(left, right, left.Span.Union(right.Span));

    private static UnitSyntax Product(UnitSyntax left, UnitSyntax right) => new ProductUnit(left, right, left.Span.Union(right.Span));
}
