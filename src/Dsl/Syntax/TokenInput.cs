using System.Collections.ObjectModel;
using Sprache;

namespace MLSpec.Dsl.Syntax;

/// <summary>
/// One token of a declaration as an input of Sprache's parsers. The tokens are chained both ways; the last one, of the end of file, is its
/// own successor.
/// </summary>
internal sealed class TokenInput : IInput
{
    private static readonly IDictionary<object, object> _noMemos = new ReadOnlyDictionary<object, object>(new Dictionary<object, object>());

    private TokenInput(Token token, ParseState state, TokenInput? previous)
    {
        Token = token;
        State = state;
        Previous = previous;
        Next = this;
        Position = previous is null ? 0 : previous.Position + 1;
        if (previous is not null)
            previous.Next = this;
    }

    public Token Token { get; }

    public ParseState State { get; }

    public TokenInput? Previous { get; }

    public TokenInput Next { get; private set; }

    /// <summary>The number of tokens before this one.</summary>
    public int Position { get; }

    public bool AtEnd => Token.Kind == TokenKind.EndOfFile;

    string IInput.Source => State.Source.Content;

    char IInput.Current => Token.Text.Length > 0 ? Token.Text[0] : '\0';

    int IInput.Line => State.Source.PositionOf(Token.Span.Start).Line;

    int IInput.Column => State.Source.PositionOf(Token.Span.Start).Column;

    IDictionary<object, object> IInput.Memos => _noMemos;

    /// <summary>Chains tokens that end with an end-of-file token; the result is the first.</summary>
    public static TokenInput Chain(IReadOnlyList<Token> tokens, ParseState state)
    {
        var first = new TokenInput(tokens[0], state, null);
        var last = first;
        for (var i = 1; i < tokens.Count; i++)
            last = new TokenInput(tokens[i], state, last);
        return first;
    }

    public IInput Advance() => Next;

    public bool Equals(IInput? other) => ReferenceEquals(this, other);

    /// <summary>Is this a token that the layout filter inserted, or the end?</summary>
    public bool IsLayout => Token.Kind is TokenKind.BlockOpen or TokenKind.BlockSeparator or TokenKind.BlockClose or TokenKind.EndOfFile;

    /// <summary>Can nothing of the current item follow: a block or an item ends here?</summary>
    public bool EndsItem =>
        Token.Kind is TokenKind.BlockClose or TokenKind.EndOfFile
            || (Token.Kind == TokenKind.BlockSeparator && Token.Value != Layout.BracketedSeparator);

    /// <summary>Does the token follow the one before without a space?</summary>
    public bool IsGlued => Token.Leading.Length == 0;

    public bool StartsLine => !IsLayout && Layout.StartsLine(State.Source, Token);

    /// <summary>The nearest token of the text from here on, or the end.</summary>
    public TokenInput Visible
    {
        get
        {
            var at = this;
            while (at.IsLayout && !at.AtEnd)
                at = at.Next;
            return at;
        }
    }

    /// <summary>The nearest token of the text before this one, or null.</summary>
    public TokenInput? VisibleBefore
    {
        get
        {
            var at = Previous;
            while (at is { IsLayout: true })
                at = at.Previous;
            return at;
        }
    }

    /// <summary>From the start of one token to the end of the text's last token before another.</summary>
    public TextSpan SpanTo(TokenInput end)
    {
        var start = Token.Span.Start;
        return TextSpan.FromBounds(start, Math.Max(start, end.VisibleBefore?.Token.Span.End ?? start));
    }

    /// <summary>The token that ends the item starting here, past all blocks inside it.</summary>
    public TokenInput EndOfItem()
    {
        var depth = 0;
        for (var at = this; ; at = at.Next)
        {
            if (at.AtEnd || (depth == 0 && at.EndsItem))
                return at;
            depth += at.Token.Kind switch { TokenKind.BlockOpen => 1, TokenKind.BlockClose => -1, _ => 0 };
        }
    }
}
