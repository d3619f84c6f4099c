using MLSpec.Dsl.Diagnostics;

namespace MLSpec.Dsl.Syntax;

/// <content>Application by juxtaposition, and what may stand behind a function.</content>
internal sealed partial class ExpressionReader
{
    private Expression ReadApplication(string[] stops)
    {
        var function = ReadArgument();
        var arguments = 0;
        TextSpan? negative = null;
        for (; !HasFailed; arguments++)
        {
            if (Token.IsSymbol("."))
            {
                function = Link(arguments, ReadMember(function));
                continue;
            }

            if (!StartsArgument(stops))
                break;
            var argument = IsGluedSign ? ReadSigned(out negative) : ReadArgument();
            function = Link(arguments, new ApplicationExpression(function, argument, function.Span.Union(argument.Span)));
        }

        if (arguments == 1 && negative is { } span && !HasFailed && !Token.IsSymbol("->"))
        {
            _state.Report(
                SyntaxDiagnostics.NegativeArgument, span,
                "A sign glued to its operand starts an argument: this is an application, not a difference.",
                "put a space behind the sign for a difference, or the argument in parentheses");
        }

        return function;
    }

    private bool StartsArgument(string[] stops)
    {
        switch (Token.Kind)
        {
            case TokenKind.Identifier:
                if (Array.IndexOf(stops, Token.Text) >= 0)
                    return false;
                if (_inField && _at.Next.Token.IsSymbol("=") && _at.StartsLine)
                    Note(SyntaxDiagnostics.NotAligned,
                        $"The field `{Token.Value}` continues the line above, because it is indented further.",
                        "align it with the first field");
                else if (_state.HasStatements && _at.StartsLine && IsStatement(_at))
                    Note(SyntaxDiagnostics.NotAligned, $"`{Token.Text}` continues the line above, because it is indented further.",
                        "align it with the statement above");
                return !HasFailed;
            case TokenKind.Integer or TokenKind.Decimal or TokenKind.Percent or TokenKind.Text:
                return true;
            case TokenKind.Keyword:
                return StartsArgumentByKeyword();
            case TokenKind.Symbol:
                if (Token.Text == "[" && _at.IsGlued)
                    Note(SyntaxDiagnostics.IndexWithoutDot,
                        "An index stands behind a dot; without it this would be an application to a list.",
                        "write `.[` for an index, or a space before the list");
                return !HasFailed && (Token.Text is "(" or "[" or "{" || IsGluedSign);
            default:
                return false;
        }
    }

    private bool StartsArgumentByKeyword()
    {
        switch (Token.Text)
        {
            case "true" or "false":
                return true;
            case "then" or "else" or "in" or "for":
                return false;
            case "fun" or "if" or "sum" or "expect" or "sup" or "inf":
                Note(SyntaxDiagnostics.ParenthesesNeeded, $"`{Token.Text} ...` as an argument stands in parentheses.",
                    $"write `({Token.Text} ...)`");
                return false;
            case var word when _at.StartsLine && Vocabulary.IsDeclaration(word):
                Note(SyntaxDiagnostics.IndentedDeclaration, $"`{word}` starts a declaration, but not in column 1.",
                    "remove the spaces before it");
                return false;
            default:
                NoteWordNotFree();
                return false;
        }
    }

    /// <summary>The first word of a statement with what has to follow it.</summary>
    private static bool IsStatement(TokenInput at) =>
        Vocabulary.IsStatement(at.Token.Text)
        && at.Next.Token.Kind is TokenKind.Identifier or TokenKind.Integer or TokenKind.Decimal or TokenKind.Percent or TokenKind.Text;

    /// <summary><c>f -1</c>: a sign with a space before and none behind.</summary>
    private bool IsGluedSign =>
        (Token.IsSymbol("-") || Token.IsSymbol("+")) && !_at.IsGlued && _at.Next is { IsGlued: true, IsLayout: false } next
        && (next.Token.Kind is TokenKind.Identifier or TokenKind.Integer or TokenKind.Decimal or TokenKind.Percent
            || next.Token.IsSymbol("("));

    private Expression ReadSigned(out TextSpan? span)
    {
        var sign = Token;
        Advance();
        var operand = ReadArgument();
        span = sign.Span.Union(operand.Span);
        return new UnaryExpression(sign.Text, operand, span.Value);
    }
}
