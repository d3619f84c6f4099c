using System.Globalization;
using MLSpec.Runtime.Protocol;

namespace MLSpec.Runtime.Reporting;

/// <summary>What results are called in reports.</summary>
internal static class Wording
{
    /// <summary>What is said of a claim on measured values.</summary>
    public const string Empirical = "empirical: of what was measured, not of the worst case";

    /// <summary>What is said of a measure that is a time.</summary>
    public const string Time = "a time: differs from run to run";

    /// <summary>A column's head, for example <c>mean attacked (%)</c>.</summary>
    public static string Head(ProtocolResult protocol, TableColumn column) =>
        WithUnit($"{column.Statistic} {column.Measure}", protocol.Measures.First(measure => measure.Name == column.Measure).Unit);

    /// <summary>A label with its unit in brackets.</summary>
    public static string WithUnit(string label, string unit) =>
        new Unit(unit).Suffix is { Length: > 0 } suffix ? $"{label} ({suffix})" : label;

    /// <summary>How the intervals of a protocol's tables were found; empty where there are none.</summary>
    public static string Intervals(ProtocolResult protocol)
    {
        var estimates = protocol.Tables.SelectMany(table => table.Rows).SelectMany(row => row.Estimates).ToArray();
        if (estimates.Length == 0) return "";
        return estimates.FirstOrDefault(estimate => estimate.Interval is not null) is { } estimate
            ? $"[low, high]: {Percent(estimate.Confidence)} confidence intervals, {estimate.Method}; n\u00a0=\u00a0{estimate.Replicates}"
            : "† one replicate: no interval";
    }

    /// <summary>A comparison, for example <c>83.1 % against 61.4 %: difference +21.70 pp, 95% interval [18.20, 24.90]</c>.</summary>
    public static string Comparison(ComparisonResult comparison)
    {
        var unit = new Unit(comparison.Unit);
        var interval = comparison.Interval is { } found
            ? $", {Percent(comparison.Confidence)} interval [{unit.Difference(found.Low)}, {unit.Difference(found.High)}]"
            : ", no interval";
        return $"{unit.Format(comparison.Left)} against {unit.Format(comparison.Right)}: "
            + $"difference {unit.FormatDifference(comparison.Difference)}{interval}";
    }

    /// <summary>A level as a percentage, for example <c>95%</c>.</summary>
    public static string Percent(double level) => (level * 100).ToString("0.##", CultureInfo.InvariantCulture) + "%";
}
