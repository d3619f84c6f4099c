using System.Globalization;
using MLSpec.Runtime.Protocol;

namespace MLSpec.Runtime.Reporting;

/// <summary>What results are called in reports.</summary>
internal static class Wording
{
    /// <summary>What is said of a claim on measured values.</summary>
    public const string Empirical = "empirical: of what was measured, not of the worst case";

    /// <summary>What is said of a claim on trainings that had different budgets.</summary>
    public const string Unequal = "unequal: the trainings compared were given different amounts of data and steps";

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
        if (comparison.Missing > 0) return string.Create(CultureInfo.InvariantCulture, $"{comparison.Missing} of {comparison.Values} values are missing");
        return $"{unit.Format(comparison.Left)} against {unit.Format(comparison.Right)}: "
            + $"difference {unit.FormatDifference(comparison.Difference)}{interval}";
    }

    /// <summary>How the verdict came about, for example <c>p = 0.012; 0.036 with Holm's correction over 3 claims</c>; empty where nothing was tested.</summary>
    public static string Correction(ClaimResult claim)
    {
        if (claim.PValue is not { } alone || claim.Comparisons.All(comparison => comparison.Interval is null)) return "";
        var single = $"p {PValue(alone)}";
        if (claim.Family < 2 || claim.AdjustedPValue is not { } adjusted) return single;
        var corrected = string.Create(CultureInfo.InvariantCulture, $"{single}; {PValue(adjusted).Replace("= ", "")} with Holm's correction over {claim.Family} claims");
        return claim.Alone == claim.Verdict ? corrected : $"{corrected}; {claim.Alone.ToString().ToLowerInvariant()} by itself";
    }

    /// <summary>A level of significance with its sign, for example <c>= 0.012</c> or <c>&lt; 0.0001</c>.</summary>
    private static string PValue(double p) => p < 1e-4 ? "< 0.0001" : "= " + p.ToString(p < 0.001 ? "0.0000" : "0.000", CultureInfo.InvariantCulture);

    /// <summary>A level as a percentage, for example <c>95%</c>.</summary>
    public static string Percent(double level) => (level * 100).ToString("0.##", CultureInfo.InvariantCulture) + "%";
}
