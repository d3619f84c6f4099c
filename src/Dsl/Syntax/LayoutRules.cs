namespace MLSpec.Dsl.Syntax;

/// <summary>What the layout filter knows of single tokens.</summary>
internal static class LayoutRules
{
    /// <summary>Operators that may start a continuation line; a sign glued to its operand starts an item instead.</summary>
    public static bool IsInfix(Token token, bool spaceFollows) =>
        token.Kind == TokenKind.Symbol && token.Text switch
        {
            "|>" or ">>" or "||" or "&&" or "=" or "==" or "<>" or "<" or ">" or "<=" or ">=" or "*" or "/" or "%" or "**" or "," => true,
            "+" or "-" => spaceFollows,
            _ => false,
        };

    /// <summary>Closing brackets and the words that go on with an <c>if</c>.</summary>
    public static bool IsClosing(Token token) =>
        token.Kind switch
        {
            TokenKind.Symbol => token.Text is ")" or "]" or "}",
            TokenKind.Keyword => token.Text is "then" or "else",
            _ => false,
        };

    public static bool NeverStartsItem(Token token) => token.Kind switch
    {
        TokenKind.Symbol => token.Text is "->" or ":" or ".." or ";",
        TokenKind.Keyword => token.Text == "in",
        TokenKind.Identifier => token.Text == "with",
        _ => false,
    };

    /// <summary>Does a token at the end of a line promise that the next line goes on?</summary>
    public static bool ExpectsMore(Token token) =>
        token.Kind switch
        {
            TokenKind.Symbol => token.Text is not (")" or "]" or "}" or ";" or "_") && !EndsUnit(token),
            TokenKind.Keyword => token.Text == "in",
            _ => false,
        };

    /// <summary>The <c>&gt;</c> of a unit is glued to it, that of a comparison is not.</summary>
    private static bool EndsUnit(Token token) => token.Text == ">" && token.Leading.Length == 0;

    /// <summary>Can an operand end with this token?</summary>
    public static bool EndsOperand(Token token) => token.Kind switch
    {
        TokenKind.Symbol => token.Text is ")" or "]" or "}" or "_" || EndsUnit(token),
        TokenKind.Keyword => token.Text is "true" or "false",
        TokenKind.Identifier or TokenKind.Integer or TokenKind.Decimal or TokenKind.Percent or TokenKind.Text => true,
        _ => false,
    };

    /// <summary>Does a word end the operand before it in a statement that starts with another word?</summary>
    public static bool Ends(string statement, string word) => statement switch
    {
        "minimize" or "maximize" => word is "over" or "using",
        "for" or "plot" or "picture" => word == "where",
        "claim" => word == "when",
        _ => false,
    };

    public static string Closing(string bracket) => bracket switch { "(" => ")", "[" => "]", _ => "}" };
}
