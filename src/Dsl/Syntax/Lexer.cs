using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;

namespace MLSpec.Dsl.Syntax;

/// <summary>
/// Cuts a text into tokens. Every character ends up in a token or in the trivia before one, so that the tokens put together are the text;
/// what is wrong is reported and never stops the cutting.
/// </summary>
internal sealed partial class Lexer
{
    private readonly SyntaxReporter _reporter;
    private readonly string _text;
    private readonly ImmutableArray<Token>.Builder _tokens;
    private int _position;

    private Lexer(SyntaxReporter reporter)
    {
        _reporter = reporter;
        _text = reporter.Source.Content;
        _tokens = ImmutableArray.CreateBuilder<Token>(_text.Length / 5 + 1);
    }

    /// <summary>The tokens of the reporter's text, the end-of-file token last.</summary>
    public static ImmutableArray<Token> Lex(SyntaxReporter reporter)
    {
        var lexer = new Lexer(reporter);
        lexer.ReportInvisibleCharacters();
        while (lexer.Next())
        {
        }

        return lexer._tokens.ToImmutable();
    }

    private char Current => Peek(0);

    private char Peek(int distance) => _position + distance < _text.Length ? _text[_position + distance] : '\0';

    private bool AtEnd => _position >= _text.Length;

    private bool Next()
    {
        var leading = _position;
        var documentation = ScanTrivia();
        var start = _position;
        var (kind, value) = AtEnd ? (TokenKind.EndOfFile, "") : ScanToken();
        var text = value.Length == _position - start ? value : _text.Substring(start, _position - start);
        var leadingSpan = TextSpan.FromBounds(leading, start);
        _tokens.Add(new Token(kind, text, value, leadingSpan, TextSpan.FromBounds(start, _position), documentation));
        return kind != TokenKind.EndOfFile;
    }

    private (TokenKind Kind, string Value) ScanToken()
    {
        var c = Current;
        if (IsNameStart(c))
            return ScanWord();
        if (IsDigit(c))
            return ScanNumber();
        return c switch
        {
            '"' => ScanText(),
            '\'' => ScanTypeVariable(),
            '`' when Peek(1) == '`' => ScanQuotedName(),
            _ => ScanSymbol(),
        };
    }

    private (TokenKind Kind, string Value) ScanWord()
    {
        var start = _position++;
        while (IsNamePart(Current))
            _position++;
        var word = _text.Substring(start, _position - start);
        if (word == "_")
            return (TokenKind.Symbol, word);
        return Vocabulary.Keyword(word) is { } keyword ? (TokenKind.Keyword, keyword) : (TokenKind.Identifier, word);
    }

    /// <summary><c>``any name``</c> on one line.</summary>
    private (TokenKind Kind, string Value) ScanQuotedName()
    {
        var start = _position;
        var end = LineEnd(start);
        var close = _text.IndexOf("``", start + 2, end - start - 2, StringComparison.Ordinal);
        if (close > start + 2)
        {
            _position = close + 2;
            return (TokenKind.Identifier, _text.Substring(start + 2, close - start - 2));
        }

        _position = close < 0 ? end : close + 2;
        Report(
            SyntaxDiagnostics.QuotedNameNotClosed, start,
            close < 0 ? "This quoted name is not closed on its line." : "This quoted name is empty.",
            "write the name between two back-quotes on each side, as in ``any name``");
        return (TokenKind.Identifier, close < 0 ? _text.Substring(start + 2, end - start - 2).Trim() : "");
    }

    /// <summary><c>'a</c>. A character literal of F# is reported and read as a text.</summary>
    private (TokenKind Kind, string Value) ScanTypeVariable()
    {
        var start = _position;
        if (Peek(1) is not '\0' and not '\n' and not '\r' and not '\'' && Peek(2) == '\'')
        {
            var character = Peek(1);
            _position += 3;
            Report(SyntaxDiagnostics.CharacterLiteral, start, "There are no single characters, only texts.",
                $"\"{(character == '"' ? "\\\"" : character)}\"");
            return (TokenKind.Text, character.ToString());
        }

        _position++;
        if (!IsNameStart(Current))
        {
            Report(SyntaxDiagnostics.UnknownCharacter, start,
                "A `'` starts a type variable, as in `'a`, or stands at the end of a name, as in `x'`.");
            return (TokenKind.Unknown, "'");
        }

        while (IsNamePart(Current) && Current != '\'')
            _position++;
        return (TokenKind.TypeVariable, _text.Substring(start, _position - start));
    }

    private (TokenKind Kind, string Value) ScanSymbol()
    {
        var symbol = SymbolAt();
        if (symbol is not null)
        {
            _position += symbol.Length;
            return (TokenKind.Symbol, symbol);
        }

        var start = _position++;
        if (char.IsHighSurrogate(_text[start]) && char.IsLowSurrogate(Current))
            _position++;
        var text = _text.Substring(start, _position - start);
        Report(SyntaxDiagnostics.UnknownCharacter, start, $"`{text}` starts nothing in this language.", MeantBy(text));
        return (TokenKind.Unknown, text);
    }

    private string? SymbolAt() => Current switch
    {
        '(' => "(",
        ')' => ")",
        '[' => "[",
        ']' => "]",
        '{' => "{",
        '}' => "}",
        ',' => ",",
        ';' => ";",
        ':' => ":",
        '.' => Peek(1) == '.' ? ".." : ".",
        '-' => Peek(1) == '>' ? "->" : "-",
        '+' => "+",
        '*' => Peek(1) == '*' ? "**" : "*",
        '/' => "/",
        '%' => "%",
        '^' => "^",
        '=' => Peek(1) == '=' ? "==" : "=",
        '<' => Peek(1) switch { '=' => "<=", '>' => "<>", _ => "<" },
        '>' => Peek(1) switch { '=' => ">=", '>' => ">>", _ => ">" },
        '|' => Peek(1) switch { '>' => "|>", '|' => "||", _ => null },
        '&' => Peek(1) == '&' ? "&&" : null,
        _ => null,
    };

    /// <summary>What was probably meant by a character that a word processor or another language put there.</summary>
    private static string? MeantBy(string text) => text switch
    {
        "\u201C" or "\u201D" or "\u201E" or "\u00AB" or "\u00BB" => "\"",
        "\u2018" or "\u2019" => "'",
        "\u2212" or "\u2013" or "\u2014" => "-",
        "\u00D7" or "\u00B7" or "\u22C5" => "*",
        "\u00F7" => "/",
        "\u2264" => "<=",
        "\u2265" => ">=",
        "\u2260" or "!" => "<>, or `not` before a condition",
        "\u2192" => "->",
        "\u2026" => "..",
        "&" => "&&",
        "|" => "|> or ||",
        "#" => "// for a comment",
        "@" => "\"\"\"...\"\"\" for a text without escapes",
        _ => null,
    };

    private int LineEnd(int from)
    {
        var end = _text.IndexOf('\n', from);
        return end < 0 ? _text.Length : end > from && _text[end - 1] == '\r' ? end - 1 : end;
    }

    private void Report(DiagnosticDescriptor descriptor, int start, string message, string? fix = null) =>
        _reporter.Report(descriptor, TextSpan.FromBounds(start, Math.Max(_position, start + 1)), message, fix);

    private static bool IsDigit(char c) => c is >= '0' and <= '9';

    private static bool IsNameStart(char c) => c is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or '_' || (c > '\u007F' && char.IsLetter(c));

    private static bool IsNamePart(char c) => IsNameStart(c) || IsDigit(c) || c == '\'' || (c > '\u007F' && char.IsDigit(c));
}
