using System.Globalization;
using MLSpec.Dsl.Diagnostics;
using Sprache;

namespace MLSpec.Dsl.Syntax;

/// <summary>
/// The dimensions of a shape: <c>64</c>, <c>width</c>, <c>'n</c>, <c>'s..</c>, and arithmetic on these: <c>'n + 'm</c>,
/// <c>('h - 'kernel) / 'stride + 1</c>, <c>product 's</c>.
/// </summary>
internal static class DimensionParser
{
    private static readonly Parser<DimensionSyntax> _dimension = Sum;

    /// <summary>One dimension of a shape.</summary>
    public static IResult<DimensionSyntax> Dimension(IInput input)
    {
        var at = (TokenInput)input;
        var token = at.Token;
        return token.Kind == TokenKind.TypeVariable && at.Next.Token.IsSymbol("..")
            ? Result.Success<DimensionSyntax>(new RowDimension(token.Value.Substring(1), token.Span.Union(at.Next.Token.Span)), at.Next.Next)
            : Sum(input);
    }

    private static IResult<DimensionSyntax> Sum(IInput input) => Chain(input, Term, "+", "-");

    private static IResult<DimensionSyntax> Term(IInput input) => Chain(input, Factor, "*", "/");

    /// <summary>Operands joined by operators of one level, from left to right.</summary>
    private static IResult<DimensionSyntax> Chain(IInput input, Parser<DimensionSyntax> operand, string first, string second)
    {
        var result = operand(input);
        while (result.WasSuccessful && ((TokenInput)result.Remainder).Token is var sign && (sign.IsSymbol(first) || sign.IsSymbol(second)))
        {
            var left = result.Value;
            result = operand(((TokenInput)result.Remainder).Next).IfSuccess(right => Result.Success<DimensionSyntax>(
                new OperationDimension(sign.Text, left, right.Value, left.Span.Union(right.Value.Span)), right.Remainder));
        }

        return result;
    }

    private static IResult<DimensionSyntax> Factor(IInput input)
    {
        var at = (TokenInput)input;
        var token = at.Token;
        switch (token.Kind)
        {
            case TokenKind.Identifier when token.Text == "product" && at.Next.Token.Kind == TokenKind.TypeVariable:
                var row = at.Next.Token;
                return Result.Success<DimensionSyntax>(
                    new ProductDimension(row.Value.Substring(1), token.Span.Union(row.Span)), at.Next.Next);
            case TokenKind.Identifier:
                return Result.Success<DimensionSyntax>(new NameDimension(token.Value, token.Span), at.Next);
            case TokenKind.TypeVariable:
                return Result.Success<DimensionSyntax>(new VariableDimension(token.Value.Substring(1), token.Span), at.Next);
            case TokenKind.Integer when int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
                && value > 0:
                return Result.Success<DimensionSyntax>(new NumberDimension(value, token.Span), at.Next);
            case TokenKind.Symbol when token.Text == "(":
                return Parenthesised(at);
            default:
                return Grammar.Fail<DimensionSyntax>(
                    at, SyntaxDiagnostics.ArrayForm,
                    SyntaxMessages.Expected(["a dimension (a positive whole number, a name, `'n` or `'s..`)"], at));
        }
    }

    private static IResult<DimensionSyntax> Parenthesised(TokenInput open)
    {
        if (open.State.Depth >= ParseState.MaximalDepth)
            return Grammar.Fail<DimensionSyntax>(open, SyntaxDiagnostics.TooDeep, "This dimension is nested too deeply.");
        open.State.Depth++;
        var result = _dimension(open.Next).IfSuccess(inner => Grammar.Symbol(")")(inner.Remainder).IfSuccess(close =>
            Result.Success(inner.Value with { Span = open.SpanTo((TokenInput)close.Remainder) }, close.Remainder)));
        open.State.Depth--;
        return result;
    }
}
