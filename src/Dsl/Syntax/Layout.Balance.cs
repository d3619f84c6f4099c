namespace MLSpec.Dsl.Syntax;

/// <content>The tokens that open and end blocks wherever they stand in a line.</content>
internal sealed partial class Layout
{
    /// <summary>Ends what a token ends; the result is the block that the token opens, or null.</summary>
    private LayoutContext? Balance(Token token, bool startsLine, Token? next)
    {
        switch (token.Kind)
        {
            case TokenKind.Identifier:
                EndOperand(token);
                return null;
            case TokenKind.Keyword:
                return token.Text switch
                {
                    "then" => Continue(LayoutKind.If, startsLine),
                    "else" => Continue(LayoutKind.Then, startsLine),
                    "in" => Domain(),
                    _ => null,
                };
            case TokenKind.Symbol:
                return token.Text switch
                {
                    ")" or "]" or "}" => Close(token),
                    ";" => Semicolon(),
                    "->" => Arrow(),
                    "=" => Define(next),
                    ":" => Colon(),
                    _ => null,
                };
            default:
                return null;
        }
    }

    private void Push(Token token, LayoutContext? opens)
    {
        _opening = opens;
        _openingLine = _line;
        if (token.Kind == TokenKind.Symbol && token.Text is "(" or "[" or "{")
        {
            _stack.Add(new LayoutContext(LayoutKind.Bracket) { Bracket = token.Text, Line = _line });
            _opening = new LayoutContext(LayoutKind.Block) { IsBracketed = true, FieldIsPending = token.Text == "{" };
        }
        else if (token.Kind == TokenKind.Keyword)
        {
            switch (token.Text)
            {
                case "let" when _output.Count > 1:
                    _stack.Add(new LayoutContext(LayoutKind.Head));
                    break;
                case "if":
                    var isElseIf = ReferenceEquals(Top.Item, token) && Top.IfColumn < _column;
                    _stack.Add(new LayoutContext(LayoutKind.If) { Column = isElseIf ? Top.IfColumn!.Value : _column });
                    break;
                case "fun":
                    _stack.Add(new LayoutContext(LayoutKind.Arrow) { HasDomain = true });
                    break;
                case "sum" or "expect" or "sup" or "inf" or "for":
                    _stack.Add(new LayoutContext(LayoutKind.Arrow));
                    break;
            }
        }
    }

    private LayoutContext? Close(Token token)
    {
        var at = _stack.FindLastIndex(context => context.Kind == LayoutKind.Bracket && LayoutRules.Closing(context.Bracket) == token.Text);
        if (at >= 0)
            PopTo(at);
        return null;
    }

    private LayoutContext? Semicolon()
    {
        var at = _stack.FindLastIndex(context => context.IsBracketed);
        if (at >= 0)
        {
            PopTo(at + 1);
            _stack[at].FieldIsPending = true;
        }

        return null;
    }

    /// <summary>
    /// <c>then</c> and <c>else</c> belong to the innermost <c>if</c>; at the start of a line, to the innermost one that does not stand
    /// further right, if there is one. <c>then</c> without an <c>if</c> is an operator.
    /// </summary>
    private LayoutContext? Continue(LayoutKind kind, bool startsLine)
    {
        var bracket = InnermostBracket;
        var at = _stack.FindLastIndex(context => context.Kind == kind && (!startsLine || context.Column <= _column));
        if (at <= bracket)
            at = _stack.FindLastIndex(context => context.Kind == kind);
        if (at < bracket || at < 0)
            return null;
        var column = _stack[at].Column;
        PopTo(at);
        if (kind == LayoutKind.If)
            _stack.Add(new LayoutContext(LayoutKind.Then) { Column = column });
        return new LayoutContext(LayoutKind.Block) { IfColumn = kind == LayoutKind.Then ? column : null };
    }

    private LayoutContext? Domain()
    {
        var at = _stack.FindLastIndex(context => context.Kind is LayoutKind.Arrow or LayoutKind.Block or LayoutKind.Bracket);
        if (_stack[at] is { Kind: LayoutKind.Arrow, HasDomain: false })
            _stack[at].HasDomain = true;
        else if (_isParameter && InnermostBracket < 0)
            PopTo(1);
        return null;
    }

    private LayoutContext? Arrow()
    {
        var at = _stack.FindLastIndex(context => context.Kind == LayoutKind.Arrow);
        if (at < 0 || at < InnermostBracket)
            return null;
        PopTo(at);
        return new LayoutContext(LayoutKind.Block);
    }

    private LayoutContext? Define(Token? next)
    {
        var at = _stack.FindLastIndex(context => context.Kind != LayoutKind.Arrow);
        var context = _stack[at];
        if (context.Kind == LayoutKind.Head)
        {
            PopTo(context.IsPersistent ? at + 1 : at);
            return new LayoutContext(LayoutKind.Block) { HasStatements = context.HasStatements };
        }

        if (!context.FieldIsPending || _stack[at - 1].Bracket != "{")
            return null;
        context.FieldIsPending = false;
        return next is not null && StartsLine(_reporter.Source, next) ? new LayoutContext(LayoutKind.Block) : null;
    }

    private LayoutContext? Colon()
    {
        if (Top.Kind != LayoutKind.Colon)
            return null;
        var block = new LayoutContext(LayoutKind.Block) { HasStatements = Top.HasStatements };
        PopTo(_stack.Count - 1);
        return block;
    }

    private void EndOperand(Token token)
    {
        if (token.Text is not ("over" or "using" or "where" or "when") || !LayoutRules.EndsOperand(_previous))
            return;
        var at = _stack.FindLastIndex(context => context.HasStatements && context.Kind == LayoutKind.Block);
        if (at > InnermostBracket && LayoutRules.Ends(_stack[at].Item!.Text, token.Text))
            PopTo(at + 1);
    }

    private int InnermostBracket => _stack.FindLastIndex(context => context.Kind == LayoutKind.Bracket);
}
