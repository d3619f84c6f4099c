using System.Text;
using MLSpec.Dsl.Diagnostics;

namespace MLSpec.Dsl.Syntax;

/// <content>White space and comments.</content>
internal sealed partial class Lexer
{
    /// <summary>Skips white space and comments; returns the text of the <c>///</c> lines that stand last among them.</summary>
    private string? ScanTrivia()
    {
        StringBuilder? documentation = null;
        var lineIsEmpty = _position == 0;
        var startOver = false;
        while (!AtEnd)
        {
            switch (Current)
            {
                case ' ' or '\r':
                    _position++;
                    break;
                case '\n':
                    startOver |= lineIsEmpty;
                    lineIsEmpty = true;
                    _position++;
                    break;
                case '\t':
                    ScanTabs();
                    break;
                case '/' when Peek(1) == '/':
                    var line = ScanLineComment();
                    if (lineIsEmpty && line.StartsWith("///", StringComparison.Ordinal)
                        && !line.StartsWith("////", StringComparison.Ordinal))
                    {
                        documentation = startOver ? null : documentation;
                        documentation = documentation is null ? new StringBuilder() : documentation.Append('\n');
                        documentation.Append(line.Substring(line.Length > 3 && line[3] == ' ' ? 4 : 3).TrimEnd());
                        startOver = false;
                    }

                    lineIsEmpty = false;
                    break;
                case '(' when Peek(1) == '*' && Peek(2) != ')':
                    ScanBlockComment();
                    lineIsEmpty = false;
                    break;
                case var c when IsInvisible(c):
                    _position++;
                    break;
                case var c when c > '\u007F' && char.IsWhiteSpace(c):
                    _position++;
                    Report(SyntaxDiagnostics.UnknownCharacter, _position - 1, $"This is not an ordinary space but U+{(int)c:X4}.",
                        "replace it by a space");
                    break;
                default:
                    return documentation?.ToString();
            }
        }

        return documentation?.ToString();
    }

    private void ScanTabs()
    {
        var start = _position;
        while (Current == '\t')
            _position++;
        Report(SyntaxDiagnostics.Tab, start, "Tabs are not allowed: lines are aligned by columns, and a tab has no fixed width.",
            "replace the tab by spaces");
    }

    private string ScanLineComment()
    {
        var start = _position;
        _position = LineEnd(start);
        return _text.Substring(start, _position - start);
    }

    /// <summary>A nested <c>(* *)</c>; a text in it that ends on its line is passed over as a whole, as in F#.</summary>
    private void ScanBlockComment()
    {
        var start = _position;
        var depth = 0;
        do
        {
            if (Current == '(' && Peek(1) == '*' && Peek(2) != ')')
            {
                depth++;
                _position += 2;
            }
            else if (Current == '*' && Peek(1) == ')')
            {
                depth--;
                _position += 2;
            }
            else if (Current == '"')
            {
                SkipTextInComment();
            }
            else
            {
                _position++;
            }
        }
        while (depth > 0 && !AtEnd);

        if (depth > 0)
        {
            _reporter.Report(
                SyntaxDiagnostics.CommentNotClosed, new TextSpan(start, 2),
                "This comment is not closed; it reaches to the end of the file.", "add `*)` where it ends");
        }
    }

    private void SkipTextInComment()
    {
        var end = LineEnd(_position);
        var close = _position + 1;
        while (close < end && _text[close] != '"')
            close += _text[close] == '\\' ? 2 : 1;
        _position = close < end ? close + 1 : _position + 1;
    }

    /// <summary>
    /// Controls, line ends other than LF and CRLF, and characters that reorder or hide text are refused everywhere, comments and texts
    /// included: what a reader sees is what is compiled.
    /// </summary>
    private void ReportInvisibleCharacters()
    {
        for (var i = 0; i < _text.Length; i++)
        {
            var c = _text[i];
            if (c is >= ' ' and < '\u007F' || !IsInvisible(c) && c != '\r')
                continue;
            var isLineEnd = c == '\r' && i + 1 < _text.Length && _text[i + 1] == '\n';
            if (isLineEnd || (c == '\uFEFF' && i == 0))
                continue;
            _reporter.Report(
                SyntaxDiagnostics.InvisibleCharacter, new TextSpan(i, 1), $"The invisible character U+{(int)c:X4} is not allowed.",
                c == '\r' ? "end lines by LF or CRLF" : $"remove it; in a text write \\u{(int)c:X4}");
        }
    }

    private static bool IsInvisible(char c) =>
        c is < ' ' and not '\t' and not '\n' and not '\r'
            or >= '\u007F' and <= '\u009F' or '\u00AD' or '\u061C' or >= '\u200B' and <= '\u200F' or >= '\u2028' and <= '\u202E'
            or >= '\u2060' and <= '\u206F' or '\uFEFF' or >= '\uFFF9' and <= '\uFFFB';
}
