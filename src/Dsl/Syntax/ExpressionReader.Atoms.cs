using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;

namespace MLSpec.Dsl.Syntax;

/// <content>Literals, names, members and brackets.</content>
internal sealed partial class ExpressionReader
{
    private static readonly ExactDecimal _hundredth = new(1, -2);

    /// <summary>An operand with what is glued to it: <c>x.field</c>, <c>x.[i]</c>, <c>f(x)</c>.</summary>
    public Expression ReadArgument()
    {
        var value = ReadAtom();
        for (var links = 0; !HasFailed && _at.IsGlued && Token.Kind == TokenKind.Symbol; links++)
        {
            if (Token.Text == ".")
            {
                value = Link(links, ReadMember(value));
            }
            else if (Token.Text == "(" && value is NameExpression or MemberExpression or ApplicationExpression)
            {
                var argument = ReadParentheses();
                value = Link(links, new ApplicationExpression(value, argument, value.Span.Union(argument.Span)));
            }
            else
            {
                break;
            }
        }

        return value;
    }

    private Expression ReadAtom()
    {
        var token = Token;
        switch (token.Kind)
        {
            case TokenKind.Identifier:
                Advance();
                return new NameExpression(token.Value, token.Span);
            case TokenKind.Integer or TokenKind.Decimal or TokenKind.Percent:
                return ReadNumber();
            case TokenKind.Text:
                Advance();
                return new TextExpression(token.Value, token.Span);
            case TokenKind.Keyword when token.Text is "true" or "false":
                Advance();
                return new BooleanExpression(token.Text == "true", token.Span);
            case TokenKind.Symbol when token.Text == "(":
                return ReadParentheses();
            case TokenKind.Symbol when token.Text == "[":
                return ReadList();
            case TokenKind.Symbol when token.Text == "{":
                return ReadBraces();
            case TokenKind.Keyword when !(token.Text is "then" or "else" or "in" or "for"):
                NoteWordNotFree();
                return Missing();
            default:
                Note(SyntaxDiagnostics.ExpressionExpected, SyntaxMessages.Expected(["an expression"], _at));
                return Missing();
        }
    }

    private Expression ReadNumber()
    {
        var start = _at;
        Advance();
        var value = NumberLiteral.Parse(start.Token.Value);
        if (start.Token.Kind == TokenKind.Percent)
            value *= _hundredth;
        UnitSyntax? unit = null;
        if (Token.IsSymbol("<") && _at.IsGlued && _at.Next.IsGlued)
            unit = Use(UnitParser.Angled);
        return new NumberExpression(value, start.Token.Kind == TokenKind.Integer, unit, start.SpanTo(_at));
    }

    private Expression ReadMember(Expression target)
    {
        Advance();
        if (Token.IsSymbol("["))
            return ReadIndex(target);
        if (!Grammar.IsFieldName(Token))
        {
            Note(SyntaxDiagnostics.NameExpected, SyntaxMessages.Expected(["the name of a field"], _at));
            return target;
        }

        var member = Grammar.NameAt(_at);
        Advance();
        return new MemberExpression(target, member, target.Span.Union(member.Span));
    }

    private Expression ReadIndex(Expression target)
    {
        var open = _at;
        var indices = ImmutableArray.CreateBuilder<Expression>();
        Begin(out var inField);
        do
        {
            Advance();
            indices.Add(ReadRange(ReadOperators(1, _none)));
        }
        while (!HasFailed && Token.IsSymbol(","));
        End(open, inField);
        return new IndexExpression(target, indices.ToImmutable(), TextSpan.FromBounds(target.Span.Start, open.SpanTo(_at).End));
    }

    private Expression ReadParentheses()
    {
        var open = _at;
        Advance();
        if (Token.IsSymbol(")"))
        {
            Advance();
            return new UnitValueExpression(open.SpanTo(_at));
        }

        Begin(out var inField);
        var value = ReadItems();
        var isSound = End(open, inField);
        return isSound ? value with { Span = open.SpanTo(_at) } : new MissingExpression(open.SpanTo(_at));
    }

    private Expression ReadList()
    {
        var open = _at;
        Advance();
        Begin(out var inField);
        Expression? single = null;
        var items = ImmutableArray.CreateBuilder<Expression>();
        if (Token.IsKeyword("for"))
        {
            single = ReadComprehension();
        }
        else
        {
            while (!HasFailed && !Token.IsSymbol("]"))
            {
                items.Add(ReadTuple(_none));
                if (!HasFailed && items.Count == 1 && Token.IsSymbol(".."))
                    single = ReadRange(items[0]);
                if (!SkipSeparators() || single is not null)
                    break;
            }
        }

        var isSound = End(open, inField);
        var span = open.SpanTo(_at);
        if (!isSound)
            return new MissingExpression(span);
        return single is not null ? single with { Span = span } : new ListExpression(items.ToImmutable(), span);
    }

    private Expression ReadRange(Expression first)
    {
        if (HasFailed || !Token.IsSymbol(".."))
            return first;
        Advance();
        var second = ReadOperators(1, _none);
        if (HasFailed || !Token.IsSymbol(".."))
            return new RangeExpression(first, null, second, first.Span.Union(second.Span));
        Advance();
        var third = ReadOperators(1, _none);
        return new RangeExpression(first, second, third, first.Span.Union(third.Span));
    }

    /// <summary><c>a, b</c>; the comma is no operator where it separates the items of a statement.</summary>
    private Expression ReadTuple(string[] stops)
    {
        var first = ReadExpression(stops);
        if (HasFailed || !Token.IsSymbol(","))
            return first;
        var items = ImmutableArray.CreateBuilder<Expression>();
        items.Add(first);
        while (!HasFailed && Token.IsSymbol(","))
        {
            Advance();
            if (_inField && Grammar.IsFieldName(Token) && _at.Next.Token.IsSymbol("="))
                Note(SyntaxDiagnostics.CommaBetweenFields, "The fields of a record are separated by `;`, not by a comma.",
                    "replace the comma by `;`");
            else
                items.Add(ReadExpression(stops));
        }

        return new TupleExpression(items.ToImmutable(), first.Span.Union(items[items.Count - 1].Span));
    }

    private bool SkipSeparators()
    {
        var any = false;
        while (!HasFailed && Grammar.IsItemSeparator(_at))
        {
            Advance();
            any = true;
        }

        return any;
    }
}
