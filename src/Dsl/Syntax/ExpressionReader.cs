using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;
using Sprache;

namespace MLSpec.Dsl.Syntax;

/// <summary>
/// Reads expressions by operator precedence (Pratt 1973), with F#'s levels. A failure ends the reading up to the next bracket or block
/// around it, which reports it and goes on behind its own end with a <see cref="MissingExpression"/> in place of what could not be read.
/// </summary>
internal sealed partial class ExpressionReader(TokenInput start)
{
    private const int _comparison = 3;
    private const int _power = 6;

    private static readonly string[] _none = [];

    private readonly ParseState _state = start.State;
    private TokenInput _at = start;

    /// <summary>Are we in the fields of a record, where a name before <c>=</c> on a new line is a field out of line?</summary>
    private bool _inField;

    public TokenInput At => _at;

    /// <summary>Could the expression not be read? The reason has been noted or reported.</summary>
    public bool HasFailed { get; private set; }

    private Token Token => _at.Token;

    /// <summary><c>a then b</c>, the loosest of all.</summary>
    public Expression ReadExpression(string[] stops)
    {
        var first = ReadTransition(stops);
        for (var links = 0; !HasFailed && Token.IsKeyword("then") && _at.Next.Token.Kind != TokenKind.BlockOpen; links++)
        {
            Advance();
            var second = ReadTransition(stops);
            first = Link(links, new SequenceExpression(first, second, first.Span.Union(second.Span)));
        }

        return first;
    }

    /// <summary><c>f a -&gt; b over t</c>. The arrow of a binder is the one that opens a block.</summary>
    private Expression ReadTransition(string[] stops)
    {
        var left = ReadOperators(1, stops);
        if (HasFailed || !Token.IsSymbol("->") || _at.Next.Token.Kind == TokenKind.BlockOpen)
            return left;
        if (left is not ApplicationExpression application)
        {
            Note(SyntaxDiagnostics.TransitionForm, "What stands left of `->` is a function and the value it starts from.",
                "write it as in `linear 0.0 -> 1.0 over 10<epoch>`");
            return left;
        }

        Advance();
        var to = ReadOperators(1, [.. stops, "over"]);
        Expression? over = null;
        if (!HasFailed && Token.Is(TokenKind.Identifier, "over") && !stops.Contains("over"))
        {
            Advance();
            over = ReadOperators(1, stops);
        }

        return new TransitionExpression(application.Function, application.Argument, to, over, left.Span.Union((over ?? to).Span));
    }

    private Expression ReadOperators(int minimum, string[] stops)
    {
        if (!Enter())
            return Missing();
        var start = _at;
        var left = ReadUnary(stops);
        var leftLevel = 0;
        for (var links = 0; !HasFailed && LevelOf(_at) is var level && level >= minimum; links++)
        {
            var op = Token;
            CheckOperator(start, left, leftLevel, level);
            Advance();
            var right = ReadOperators(level == _power ? level : level + 1, stops);
            left = Link(links, new BinaryExpression(left, op.Text, op.Span, right, left.Span.Union(right.Span)));
            leftLevel = op.Text is "<" or ">" or "<=" or ">=" ? _comparison : 0;
        }

        Leave();
        return left;
    }

    private void CheckOperator(TokenInput start, Expression left, int leftLevel, int level)
    {
        if (leftLevel == _comparison && level == _comparison && Token.Text is "<" or ">" or "<=" or ">=")
        {
            _state.Report(
                SyntaxDiagnostics.ChainedComparison, Token.Span,
                $"`{Token.Text}` compares two numbers, but on its left stands a comparison.",
                "join two comparisons by `&&`, as in `a < b && b < c`");
        }

        if (level == _power && start.Token.IsSymbol("-") && left is UnaryExpression)
        {
            _state.Report(
                SyntaxDiagnostics.NegatedPower, left.Span.Union(Token.Span), "The sign binds tighter than `**`: `-x ** y` is `(-x) ** y`.",
                "write `-(x ** y)` or `(-x) ** y`");
        }
    }

    /// <summary>How tight an infix operator binds, 1 for the loosest, or 0 where the token is none.</summary>
    private static int LevelOf(TokenInput at)
    {
        if (at.Token.Kind != TokenKind.Symbol)
            return 0;
        return at.Token.Text switch
        {
            "||" => 1,
            "&&" => 2,
            "=" => at.Next.Token.Kind == TokenKind.BlockOpen ? 0 : _comparison,
            "|>" or ">>" or "==" or "<>" or "<" or ">" or "<=" or ">=" => _comparison,
            "+" or "-" => 4,
            "*" or "/" or "%" => 5,
            "**" => _power,
            _ => 0,
        };
    }

    private Expression ReadUnary(string[] stops)
    {
        if (Token.Kind == TokenKind.Keyword)
            return ReadKeyword(stops);
        if (!Token.IsSymbol("-") && !Token.IsSymbol("+"))
            return ReadApplication(stops);
        if (!Enter())
            return Missing();
        var sign = Token;
        Advance();
        var operand = ReadUnary(stops);
        Leave();
        return new UnaryExpression(sign.Text, operand, sign.Span.Union(operand.Span));
    }

    private void Advance() => _at = _at.Next;

    /// <summary>Stands behind the last token that was read.</summary>
    private MissingExpression Missing() => new(new TextSpan(_at.VisibleBefore?.Token.Span.End ?? Token.Span.Start, 0));

    private void Note(DiagnosticDescriptor descriptor, string message, string? fix = null)
    {
        _state.Note(_at, descriptor, message, fix);
        HasFailed = true;
    }

    private void NoteWordNotFree() =>
        Note(SyntaxDiagnostics.WordNotFree, Grammar.NotFree(Token.Text),
            Vocabulary.IsReservedByFSharp(Token.Text) ? "choose another name" : null);

    private bool Expect(string symbol)
    {
        if (Token.IsSymbol(symbol) || Token.IsKeyword(symbol))
        {
            Advance();
            return true;
        }

        _state.Expect(_at, $"`{symbol}`");
        HasFailed = true;
        return false;
    }

    private T? Use<T>(Parser<T> parser)
        where T : class
    {
        var result = parser(_at);
        _at = (TokenInput)result.Remainder;
        HasFailed |= !result.WasSuccessful;
        return result.WasSuccessful ? result.Value : null;
    }

    private bool Enter()
    {
        if (++_state.Depth <= ParseState.MaximalDepth)
            return true;
        _state.Depth--;
        Note(SyntaxDiagnostics.TooDeep, $"This expression nests more than {ParseState.MaximalDepth} deep.",
            "give its parts names by `let`");
        return false;
    }

    private void Leave() => _state.Depth--;

    private Expression Link(int links, Expression chain)
    {
        if (links >= ParseState.MaximalChain && !HasFailed)
            Note(SyntaxDiagnostics.TooDeep, $"This chain has more than {ParseState.MaximalChain} links.", "give its parts names by `let`");
        return chain;
    }
}
