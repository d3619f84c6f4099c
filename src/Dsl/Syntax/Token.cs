namespace MLSpec.Dsl.Syntax;

public enum TokenKind
{
    // Values
    Identifier,
    TypeVariable,      // 'a
    Integer,           // 10, 10_000
    Decimal,           // 0.5, 3e-4
    Percent,           // 5%
    Text,              // "..." or """..."""

    // A reserved word; the text tells which
    Keyword,

    // Punctuation and operators; the text tells which
    Symbol,

    // Inserted by the layout filter, of zero width
    BlockOpen,
    BlockSeparator,
    BlockClose,

    // A character no token starts with
    Unknown,
    EndOfFile,
}

/// <summary>
/// A token and the white space and comments before it. The full texts of all lexed tokens in order are the file, byte for byte.
/// </summary>
/// <param name="Leading">Span of the trivia before the token.</param>
/// <param name="Span">Span of the token's own characters; empty for what the layout filter inserted.</param>
/// <param name="Value">The decoded value: identifier without back-quotes, text with its escapes resolved,
/// number without underscores and without <c>%</c>; otherwise the token's text.</param>
/// <param name="Documentation">The text of the <c>///</c> lines directly above, without the slashes; null where there is none.</param>
public sealed record Token(TokenKind Kind, string Text, string Value, TextSpan Leading, TextSpan Span, string? Documentation = null)
{
    public bool Is(TokenKind kind, string text) => Kind == kind && Text == text;

    public bool IsSymbol(string text) => Is(TokenKind.Symbol, text);

    public bool IsKeyword(string text) => Is(TokenKind.Keyword, text);
}
