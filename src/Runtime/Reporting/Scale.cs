using System.Globalization;

namespace MLSpec.Runtime.Reporting;

/// <summary>A plot's axis: from where to where it goes, its ticks, and the label under it.</summary>
internal sealed record Scale(double Low, double High, IReadOnlyList<(double At, string Text)> Ticks, string Label)
{
    /// <summary>An axis of numbers with some six round ticks, a little wider than the values.</summary>
    public static Scale Numbers(IEnumerable<double> values, string label, bool fromZero = false)
    {
        var (low, high) = Range(values);
        if (fromZero) (low, high) = (Math.Min(low, 0), Math.Max(high, 0));
        if (high - low <= 1e-9 * Math.Max(Math.Abs(low), Math.Abs(high))) (low, high) = (low - Half(low), high + Half(high));
        var margin = 0.04 * (high - low);
        var (from, to) = (fromZero && low >= 0 ? 0 : low - margin, fromZero && high <= 0 ? 0 : high + margin);
        return new Scale(from, to, Round(from, to), label);
    }

    /// <summary>An axis of decimal logarithms with a tick per power of ten.</summary>
    public static Scale Logarithms(IEnumerable<double> values, string label)
    {
        var (low, high) = Range(values);
        var (from, to) = (Math.Floor(low), Math.Max(Math.Ceiling(high), Math.Floor(low) + 1));
        var step = Math.Max(1, Math.Ceiling((to - from) / 6));
        var ticks = new List<(double, string)>();
        for (var at = from; at <= to; at += step) ticks.Add((at, Math.Pow(10, at).ToString("0.##########", CultureInfo.InvariantCulture)));
        return new Scale(from, to, ticks, label);
    }

    /// <summary>An axis of names at 0, 1, 2, ...</summary>
    public static Scale Names(IReadOnlyList<string> names, string label) =>
        new(-0.6, names.Count - 0.4, [.. names.Select((name, i) => ((double)i, name))], label);

    /// <summary>Names in the middle of fields that touch each other and the frame.</summary>
    public static Scale Fields(IReadOnlyList<string> names, string label) => Names(names, label) with { Low = -0.5, High = names.Count - 0.5 };

    /// <summary>An axis from one end to the other, no wider.</summary>
    public static Scale Between(double low, double high, string label) => new(low, high, Round(low, high), label);

    private static (double Low, double High) Range(IEnumerable<double> values)
    {
        var finite = values.Where(double.IsFinite).ToArray();
        return finite.Length == 0 ? (0, 1) : (finite.Min(), finite.Max());
    }

    private static double Half(double value) => value == 0 ? 0.5 : Math.Abs(value) / 2;

    private static List<(double, string)> Round(double from, double to)
    {
        var raw = (to - from) / 7;
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        var step = power * (raw / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 };
        var ticks = new List<(double, string)>();
        for (var i = Math.Ceiling((from / step) - 1e-9); i * step <= to + (1e-9 * step); i++) ticks.Add((i * step, Text(i * step, step)));
        return ticks;
    }

    private static string Text(double value, double step)
    {
        if (Math.Abs(value) >= 1e6 || (value != 0 && step < 1e-5)) return value.ToString("0.##e0", CultureInfo.InvariantCulture);
        var decimals = Math.Clamp((int)Math.Ceiling(-Math.Log10(step) - 1e-9), 0, 9);
        return (value == 0 ? 0 : value).ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }
}
