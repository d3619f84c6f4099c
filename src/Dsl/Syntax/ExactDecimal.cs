using System.Globalization;
using System.Numerics;

namespace MLSpec.Dsl.Syntax;

/// <summary>An exact decimal number <c>Digits * 10^Exponent</c>: what a literal says, and what ranges are computed in.</summary>
public readonly record struct ExactDecimal : IComparable<ExactDecimal>
{
    /// <summary>Normalises: no trailing zeros in the digits, and zero has exponent 0.</summary>
    public ExactDecimal(BigInteger digits, int exponent)
    {
        while (!digits.IsZero && digits % 10 == 0)
        {
            digits /= 10;
            exponent++;
        }

        Digits = digits;
        Exponent = digits.IsZero ? 0 : exponent;
    }

    public BigInteger Digits { get; }

    public int Exponent { get; }

    public bool IsInteger => Exponent >= 0;

    public static ExactDecimal Zero => default;

    public static ExactDecimal FromInt(int value) => new(value, 0);

    public static ExactDecimal operator +(ExactDecimal a, ExactDecimal b) => Align(a, b, BigInteger.Add);

    public static ExactDecimal operator -(ExactDecimal a, ExactDecimal b) => Align(a, b, BigInteger.Subtract);

    public static ExactDecimal operator -(ExactDecimal a) => new(-a.Digits, a.Exponent);

    public static ExactDecimal operator *(ExactDecimal a, ExactDecimal b) => new(a.Digits * b.Digits, a.Exponent + b.Exponent);

    public int CompareTo(ExactDecimal other) => (this - other).Digits.Sign;

    /// <summary>The nearest double, correctly rounded.</summary>
    public double ToDouble() =>
        double.Parse(Digits.ToString(CultureInfo.InvariantCulture) + "e" + Exponent.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>Plain notation where it is short (<c>0.05</c>, <c>1500</c>), otherwise <c>3e-10</c>.</summary>
    public override string ToString()
    {
        var digits = BigInteger.Abs(Digits).ToString(CultureInfo.InvariantCulture);
        var sign = Digits.Sign < 0 ? "-" : "";
        if (Exponent >= 0 && digits.Length + Exponent <= 15)
            return sign + digits + new string('0', Exponent);
        if (Exponent < 0 && Exponent >= -9)
        {
            var padded = digits.PadLeft(1 - Exponent, '0');
            return sign + padded.Substring(0, padded.Length + Exponent) + "." + padded.Substring(padded.Length + Exponent);
        }

        return sign + digits + "e" + Exponent.ToString(CultureInfo.InvariantCulture);
    }

    private static ExactDecimal Align(ExactDecimal a, ExactDecimal b, Func<BigInteger, BigInteger, BigInteger> combine)
    {
        var exponent = Math.Min(a.Exponent, b.Exponent);
        return new(combine(Scale(a, exponent), Scale(b, exponent)), exponent);
    }

    private static BigInteger Scale(ExactDecimal a, int exponent) => a.Digits * BigInteger.Pow(10, a.Exponent - exponent);
}
