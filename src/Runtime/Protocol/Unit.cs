using System.Globalization;

namespace MLSpec.Runtime.Protocol;

/// <summary>The unit of a measured number, and how such a number is written for people.</summary>
/// <param name="Symbol">The unit's text as in the spec, for example <c>reward/step</c>; empty for a pure number.</param>
public sealed record Unit(string Symbol)
{
    /// <summary>A pure number.</summary>
    public static Unit None { get; } = new("");

    /// <summary>A number in [0, 1], written as a percentage; a difference of two is in percentage points.</summary>
    public static Unit Fraction { get; } = new("fraction");

    /// <summary>Whether numbers of this unit are written as percentages.</summary>
    public bool IsFraction => Symbol == "fraction";

    /// <summary>The suffix of a column's head: <c>%</c> for a fraction, otherwise the symbol.</summary>
    public string Suffix => IsFraction ? "%" : Symbol;

    /// <summary>The suffix of a difference: percentage points (<c>pp</c>) for a fraction, otherwise the symbol.</summary>
    public string DifferenceSuffix => IsFraction ? "pp" : Symbol;

    /// <summary>The number without its suffix: a fraction times 100 with one decimal, otherwise four significant digits.</summary>
    public string Number(double value)
    {
        if (double.IsNaN(value)) return "n/a";
        if (IsFraction) return (value * 100).ToString("0.0", CultureInfo.InvariantCulture);
        var size = Math.Abs(value);
        return size switch
        {
            0 => "0",
            >= 1e6 or < 1e-3 => value.ToString("0.###e0", CultureInfo.InvariantCulture),
            >= 1000 => value.ToString("0", CultureInfo.InvariantCulture),
            _ => Math.Round(value, 3 - (int)Math.Floor(Math.Log10(size))).ToString("0.######", CultureInfo.InvariantCulture),
        };
    }

    /// <summary>A number with its suffix.</summary>
    public string Format(double value) => WithSuffix(Number(value), Suffix);

    /// <summary>A signed difference with its suffix.</summary>
    public string FormatDifference(double value) => WithSuffix((value > 0 ? "+" : "") + Difference(value), DifferenceSuffix);

    /// <summary>A difference without its suffix: percentage points have one decimal more than percentages.</summary>
    public string Difference(double value) =>
        IsFraction && !double.IsNaN(value) ? (value * 100).ToString("0.00", CultureInfo.InvariantCulture) : Number(value);

    private static string WithSuffix(string number, string suffix) => suffix.Length == 0 ? number : $"{number} {suffix}";
}
