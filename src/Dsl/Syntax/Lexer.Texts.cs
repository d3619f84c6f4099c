using System.Globalization;
using System.Text;
using MLSpec.Dsl.Diagnostics;

namespace MLSpec.Dsl.Syntax;

/// <content>Texts.</content>
internal sealed partial class Lexer
{
    private (TokenKind Kind, string Value) ScanText()
    {
        var start = _position;
        var value = Peek(1) == '"' && Peek(2) == '"' ? ScanRawText() : ScanEscapedText();
        if (IsWellFormed(value))
            return (TokenKind.Text, value);
        Report(SyntaxDiagnostics.InvalidEscape, start, "This text contains one half of a surrogate pair.",
            "write the whole character, as in \\U0001F600");
        return (TokenKind.Text, "");
    }

    /// <summary><c>"""raw"""</c>, over several lines if need be; its line ends are LF whatever the file uses.</summary>
    private string ScanRawText()
    {
        var start = _position;
        var close = _text.IndexOf("\"\"\"", start + 3, StringComparison.Ordinal);
        if (close < 0)
        {
            _position = LineEnd(start);
            Report(SyntaxDiagnostics.TextNotClosed, start, "This text is not closed.", "add \"\"\" where it ends");
            return _text.Substring(start + 3, _position - start - 3);
        }

        _position = close + 3;
        return _text.Substring(start + 3, close - start - 3).Replace("\r\n", "\n");
    }

    private string ScanEscapedText()
    {
        var start = _position++;
        var value = new StringBuilder();
        while (!AtEnd && Current != '\n' && !(Current == '\r' && Peek(1) == '\n'))
        {
            if (Current == '"')
            {
                _position++;
                return value.ToString();
            }

            if (Current == '\\')
                ScanEscape(value);
            else
                value.Append(_text[_position++]);
        }

        Report(
            SyntaxDiagnostics.TextNotClosed, start, "This text is not closed on its line.",
            "add a quotation mark where it ends; a text over several lines stands between \"\"\" and \"\"\"");
        return value.ToString();
    }

    private void ScanEscape(StringBuilder value)
    {
        var start = _position++;
        if (AtEnd)
            return;
        var c = _text[_position++];
        switch (c)
        {
            case 'n':
                value.Append('\n');
                return;
            case 't':
                value.Append('\t');
                return;
            case 'r':
                value.Append('\r');
                return;
            case 'b':
                value.Append('\b');
                return;
            case 'a':
                value.Append('\a');
                return;
            case 'f':
                value.Append('\f');
                return;
            case 'v':
                value.Append('\v');
                return;
            case '\\' or '"' or '\'':
                value.Append(c);
                return;
            case '\r' when Current == '\n':
                _position++;
                SkipIndentation();
                return;
            case '\n':
                SkipIndentation();
                return;
            case 'x' when HexAt(_position, 2) is { } code:
                _position += 2;
                value.Append((char)code);
                return;
            case 'u' when HexAt(_position, 4) is { } code:
                _position += 4;
                value.Append((char)code);
                return;
            case 'U' when HexAt(_position, 8) is { } code and <= 0x10FFFF and not (>= 0xD800 and <= 0xDFFF):
                _position += 8;
                value.Append(char.ConvertFromUtf32(code));
                return;
            case >= '0' and <= '9' when IsDigit(Peek(0)) && IsDigit(Peek(1)) && TrigraphAt(start + 1) is <= 255 and var code:
                _position += 2;
                value.Append((char)code);
                return;
            case '0':
                value.Append('\0');
                return;
            default:
                Report(SyntaxDiagnostics.InvalidEscape, start, $"`{_text.Substring(start, _position - start)}` is not an escape.",
                    "write \\\\ for a backslash");
                value.Append(c);
                return;
        }
    }

    /// <summary>A backslash at the end of a line: the text goes on at the first letter of the next line.</summary>
    private void SkipIndentation()
    {
        while (Current == ' ')
            _position++;
    }

    private int? HexAt(int start, int length) =>
        start + length <= _text.Length
        && uint.TryParse(_text.Substring(start, length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
        && code <= int.MaxValue
            ? (int)code
            : null;

    private int TrigraphAt(int start) => (_text[start] - '0') * 100 + (_text[start + 1] - '0') * 10 + (_text[start + 2] - '0');

    private static bool IsWellFormed(string value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            if (char.IsHighSurrogate(value[i]) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1]))
                i++;
            else if (char.IsSurrogate(value[i]))
                return false;
        }

        return true;
    }
}
