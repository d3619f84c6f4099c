using MLSpec.Dsl.Diagnostics;

namespace MLSpec.Dsl.Syntax;

/// <content>Numbers.</content>
internal sealed partial class Lexer
{
    /// <summary>
    /// <c>10</c>, <c>10_000</c>, <c>0.5</c>, <c>3e-4</c>, <c>5%</c>. The value is the number without underscores and without the sign of a
    /// percentage. The two dots of <c>34..</c> belong to the range, and <c>%</c> before an operand is the operator.
    /// </summary>
    private (TokenKind Kind, string Value) ScanNumber()
    {
        var start = _position;
        var kind = TokenKind.Integer;
        ScanDigits();
        if (Current == '.' && Peek(1) != '.' && !IsNameStart(Peek(1)))
        {
            kind = TokenKind.Decimal;
            _position++;
            ScanDigits();
        }

        if (Current is 'e' or 'E' && (IsDigit(Peek(1)) || (Peek(1) is '+' or '-' && IsDigit(Peek(2)))))
        {
            kind = TokenKind.Decimal;
            _position += 2;
            ScanDigits();
        }

        var value = _text.Substring(start, _position - start).Replace("_", "");
        if (IsNameStart(Current))
            return (kind, ScanGlued(start, value));
        if (_text[_position - 1] == '_')
            Report(SyntaxDiagnostics.MalformedNumber, start, "A number does not end with an underscore.", value);
        if (Current == '%' && !IsNamePart(Peek(1)) && Peek(1) is not '(' and not '"')
        {
            kind = TokenKind.Percent;
            _position++;
        }

        return (kind, InRange(start, value));
    }

    private void ScanDigits()
    {
        while (IsDigit(Current) || Current == '_')
            _position++;
    }

    /// <summary><c>10epochs</c>: letters glued to a number, which are a unit in the wrong dress more often than not.</summary>
    private string ScanGlued(int start, string value)
    {
        var letters = _position;
        while (IsNamePart(Current))
            _position++;
        var suffix = _text.Substring(letters, _position - letters).TrimStart('_');
        var (message, fix) = suffix switch
        {
            "f" or "F" or "L" or "l" or "u" or "UL" or "lf" or "M" => ("Numbers have no suffixes.", value),
            "e" or "E" => ("The exponent of this number has no digits.", $"{value}e0"),
            _ when value == "0" && suffix[0] is 'x' or 'b' or 'o' => ("Numbers are written in decimal.", (string?)null),
            _ => ("A number is glued to letters; a unit stands in angle brackets.", $"{value}<{Singular(suffix)}>"),
        };
        Report(SyntaxDiagnostics.GluedNumber, start, message, fix);
        return InRange(start, value);
    }

    private static string Singular(string word) =>
        word switch
        {
            "steps" or "microsteps" or "envsteps" or "epochs" or "samples" or "tokens" or "devices" or "episodes" or "seeds" or "nats"
                or "bits" => word.Substring(0, word.Length - 1),
            "sec" or "seconds" => "s",
            _ => word,
        };

    private string InRange(int start, string value)
    {
        if (NumberLiteral.IsRepresentable(value))
            return value;
        Report(SyntaxDiagnostics.NumberOutOfRange, start, "This number is too large, too small or too long for a 64-bit float.");
        return "0";
    }
}
