using System.Globalization;
using System.Text;

namespace MLSpec.Generators.Text;

/// <summary>Texts and numbers of a spec as C# tokens that mean exactly them and nothing else, whatever they hold.</summary>
public static class CSharpText
{
    private static readonly char[] _lineEnds = ['\r', '\n', '\u0085', '\u2028', '\u2029'];

    /// <summary>A one-line string literal with quotes. What could not be seen or could mislead (controls, bidirectional marks, lone surrogates) is escaped.</summary>
    public static string Literal(string text)
    {
        var literal = new StringBuilder("\"");
        foreach (var character in text)
        {
            switch (character)
            {
                case '"' or '\\':
                    literal.Append('\\').Append(character);
                    break;
                case '\n':
                    literal.Append("\\n");
                    break;
                case '\r':
                    literal.Append("\\r");
                    break;
                case '\t':
                    literal.Append("\\t");
                    break;
                default:
                    AppendVisible(literal, character);
                    break;
            }
        }

        return literal.Append('"').ToString();
    }

    /// <summary>The literal of type double with the fewest digits of 15, 16 or 17 that reads back as the same number; the three that have none by their constants' names.</summary>
    public static string Number(double value) =>
        double.IsNaN(value) ? "double.NaN"
        : double.IsPositiveInfinity(value) ? "double.PositiveInfinity"
        : double.IsNegativeInfinity(value) ? "double.NegativeInfinity"
        : Layout(RoundTrip(value));

    /// <summary>A literal of type int or, beyond its range, long.</summary>
    public static string Number(long value) => value switch
    {
        long.MinValue => "long.MinValue",
        int.MinValue => "int.MinValue",
        _ => value.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>The lines of a text as <c>//</c> comments, without a line end after the last.</summary>
    public static string Comment(string text) => string.Join("\n", Lines(text).Select(line => ("// " + Visible(line)).TrimEnd()));

    /// <summary>
    /// A documentation element: on one line if the text has one, else between its tags.
    /// </summary>
    /// <param name="element">Its name, with attributes if any: <c>param name="x"</c>. Not escaped.</param>
    /// <param name="text">Plain text.</param>
    public static string Documentation(string element, string text)
    {
        var end = "</" + element.Split(' ')[0] + ">";
        var lines = Lines(text.Trim()).Select(XmlText).ToArray();
        return lines.Length == 1
            ? $"/// <{element}>{lines[0]}{end}"
            : string.Join("\n", lines.Select(line => ("/// " + line).TrimEnd()).Prepend($"/// <{element}>").Append($"/// {end}"));
    }

    /// <summary>Plain text within an XML documentation comment, on one line.</summary>
    public static string XmlText(string text) =>
        Visible(string.Join(" ", Lines(text))).Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;").Replace("\"", "&quot;");

    /// <summary>Lines by every character that ends a line for the C# compiler.</summary>
    private static string[] Lines(string text) => text.Replace("\r\n", "\n").Split(_lineEnds);

    private static string Visible(string text)
    {
        var visible = new StringBuilder();
        foreach (var character in text)
        {
            if (character == '\t')
                visible.Append(' ');
            else
                AppendVisible(visible, character);
        }

        return visible.ToString();
    }

    private static void AppendVisible(StringBuilder text, char character)
    {
        if (character is >= ' ' and <= '~' || (character > '~' && IsVisible(character)))
            text.Append(character);
        else
            text.Append("\\u").Append(((int)character).ToString("X4", CultureInfo.InvariantCulture));
    }

    private static bool IsVisible(char character) => CharUnicodeInfo.GetUnicodeCategory(character) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator
        or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark);

    private static string RoundTrip(double value) =>
        new[] { "E14", "E15" }.Select(format => value.ToString(format, CultureInfo.InvariantCulture)).FirstOrDefault(text => ReadsBack(text, value))
        ?? value.ToString("E16", CultureInfo.InvariantCulture);

    /// <summary>Rounding to fewer digits can lead beyond the largest number, which older hosts refuse to read.</summary>
    private static bool ReadsBack(string text, double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var read) && read.Equals(value);

    /// <summary>
    /// From <c>d.dddE+ddd</c> to what a person would write. Made here, for the round-trip format of .NET differs between the hosts of a compiler.
    /// </summary>
    private static string Layout(string scientific)
    {
        var mark = scientific.IndexOf('E');
        var exponent = int.Parse(scientific.Substring(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var sign = scientific[0] == '-' ? "-" : "";
        var digits = scientific.Substring(sign.Length, mark - sign.Length).Replace(".", "").TrimEnd('0').PadRight(1, '0');
        return sign + exponent switch
        {
            >= 0 and < 15 when digits.Length <= exponent + 1 => digits.PadRight(exponent + 1, '0') + ".0",
            >= 0 and < 15 => digits.Insert(exponent + 1, "."),
            >= -5 and < 0 => "0." + new string('0', -exponent - 1) + digits,
            _ => (digits.Length > 1 ? digits.Insert(1, ".") : digits) + "e" + exponent.ToString(CultureInfo.InvariantCulture),
        };
    }
}
