namespace MLSpec.Dsl.Syntax;

/// <summary>How the parser's findings are put into words.</summary>
internal static class SyntaxMessages
{
    /// <summary>Where to point: at the token, or behind the last one where a line ends too early.</summary>
    public static TextSpan SpanOf(TokenInput at)
    {
        if (!at.IsLayout)
            return at.Token.Span;
        var visible = at.Visible;
        return EndsLine(at, visible) ? new TextSpan(at.VisibleBefore?.Token.Span.End ?? at.Token.Span.Start, 0) : visible.Token.Span;
    }

    public static string Found(TokenInput at)
    {
        var visible = at.Visible;
        return at.IsLayout && EndsLine(at, visible) ? "the end of the " + (visible.AtEnd ? "declaration" : "line") : Quote(visible.Token);
    }

    public static string After(TokenInput at) => at.VisibleBefore is { } before ? $" after {Quote(before.Token)}" : "";

    public static string Expected(IReadOnlyList<string> what, TokenInput at)
    {
        var list = what.Count < 2 ? string.Concat(what) : string.Join(", ", what.Take(what.Count - 1)) + " or " + what[what.Count - 1];
        return $"Expected {list}{After(at)}, but found {Found(at)}.";
    }

    public static string List(IEnumerable<string> words) => string.Join(", ", words.Select(word => $"`{word}`"));

    public static string Quote(Token token)
    {
        var end = token.Text.IndexOf('\n');
        var text = end >= 0 ? token.Text.Substring(0, end).TrimEnd() : token.Text;
        return text.Length > 40 ? $"`{text.Substring(0, 40)}...`" : $"`{text}`";
    }

    /// <summary>A word of the item that is nearly one of the words that were expected.</summary>
    public static string? Misspelt(IReadOnlyList<string> expected, TokenInput at)
    {
        var words = expected.Where(what => what.Length > 3 && what[0] == '`' && char.IsLetter(what[1]))
            .Select(what => what.Trim('`')).ToArray();
        for (var before = at; before is not null && words.Length > 0; before = before.Previous)
        {
            if (before.Token.Kind is TokenKind.BlockSeparator or TokenKind.BlockOpen && before != at)
                return null;
            if (before.Token.Kind is TokenKind.Identifier && Spelling.Nearest(before.Token.Text, words) is { } meant)
                return $"`{meant}` instead of `{before.Token.Text}`";
        }

        return null;
    }

    public static bool IsCloser(TokenInput at) => at.Token.Kind == TokenKind.Symbol && at.Token.Text is ")" or "]" or "}";

    private static bool EndsLine(TokenInput at, TokenInput visible) => visible.AtEnd || visible.StartsLine || at.AtEnd;
}
