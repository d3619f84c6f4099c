using System.Globalization;
using System.Numerics;

namespace MLSpec.Dsl.Syntax;

/// <summary>The exact value of a number as it is written.</summary>
internal static class NumberLiteral
{
    private const int _maximalDigits = 400;
    private const int _maximalExponent = 400;

    /// <summary>Does a float hold it without overflow, and without a number other than zero becoming zero?</summary>
    public static bool IsRepresentable(string value)
    {
        if (value.Length > _maximalDigits)
            return false;
        var exponentAt = value.IndexOfAny(['e', 'E']);
        if (exponentAt >= 0)
        {
            var exponent = value.Substring(exponentAt + 1).TrimStart('+', '-').TrimStart('0');
            if (exponent.Length > 3 || (exponent.Length > 0 && int.Parse(exponent, CultureInfo.InvariantCulture) > _maximalExponent))
                return false;
        }

        var exact = Parse(value);
        var nearest = double.Parse(value, NumberStyles.Float, CultureInfo.InvariantCulture);
        return !double.IsInfinity(nearest) && (nearest != 0.0 || exact.Digits.IsZero);
    }

    /// <summary>The value of a token's digits, for instance <c>3e-4</c>.</summary>
    public static ExactDecimal Parse(string value)
    {
        var exponentAt = value.IndexOfAny(['e', 'E']);
        var mantissa = exponentAt < 0 ? value : value.Substring(0, exponentAt);
        var exponent = exponentAt < 0
            ? 0
            : int.Parse(value.Substring(exponentAt + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var dot = mantissa.IndexOf('.');
        if (dot >= 0)
        {
            exponent -= mantissa.Length - dot - 1;
            mantissa = mantissa.Remove(dot, 1);
        }

        return new ExactDecimal(BigInteger.Parse(mantissa, NumberStyles.None, CultureInfo.InvariantCulture), exponent);
    }
}
