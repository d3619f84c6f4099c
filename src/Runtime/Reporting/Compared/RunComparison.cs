using System.Globalization;
using MLSpec.Runtime.Protocol;

namespace MLSpec.Runtime.Reporting;

/// <summary>What two runs have in common and where they differ. Claims are matched by their protocol and text, estimates by their table's row and column.</summary>
/// <param name="Claims">All claims of either run, in the order of the first and then of the second.</param>
/// <param name="Estimates">The estimates whose value, interval or presence differs: those whose intervals lie apart first, then the others by how far they moved.</param>
/// <param name="Settings">Parameters, budgets, data, versions and the rest of what the runs were started with, where it differs.</param>
/// <param name="Spec">The lines of both specs; empty where they are the same.</param>
internal sealed record RunComparison(
    IReadOnlyList<ComparedClaim> Claims, IReadOnlyList<ComparedEstimate> Estimates, int EqualEstimates, IReadOnlyList<ComparedSetting> Settings, IReadOnlyList<ComparedLine> Spec)
{
    public static RunComparison Of(RunReport a, RunReport b)
    {
        var estimates = Matched(EstimatesOf(a), EstimatesOf(b)).Select(pair => new ComparedEstimate(pair.Key.Protocol, pair.Key.At, pair.Key.What, pair.A, pair.B)).ToArray();
        var moved = estimates.Where(one => !one.IsSame).ToArray();
        return new RunComparison(
            [.. Matched(ClaimsOf(a), ClaimsOf(b)).Select(pair => new ComparedClaim(pair.Key.Protocol, pair.Key.Text, pair.A, pair.B))],
            [.. moved.OrderByDescending(one => one.AreApart).ThenByDescending(one => double.IsNaN(one.Size) ? -1 : one.Size)],
            estimates.Length - moved.Length,
            [.. Matched(SettingsOf(a), SettingsOf(b)).Where(pair => pair.A != pair.B).Select(pair => new ComparedSetting(pair.Key, pair.A, pair.B))],
            a.Spec.Text == b.Spec.Text ? [] : ComparedLine.Of(a.Spec.Text.Split('\n'), b.Spec.Text.Split('\n')));
    }

    private static IEnumerable<((string Protocol, string Text) Key, ClaimResult Value)> ClaimsOf(RunReport report) =>
        from protocol in report.Protocols from claim in protocol.Claims select ((protocol.Name, claim.Text), claim);

    private static IEnumerable<((string Protocol, string At, string What) Key, Estimate Value)> EstimatesOf(RunReport report) =>
        from protocol in report.Protocols
        from table in protocol.Tables
        from row in table.Rows
        from one in table.Columns.Zip(row.Estimates)
        let at = string.Join(", ", table.By.Zip(row.At, (axis, value) => $"{axis} = {value}"))
        select ((protocol.Name, at, Wording.Head(protocol, one.First)), one.Second);

    private static IEnumerable<(string Key, string Value)> SettingsOf(RunReport report) =>
    [
        ("experiment", report.Experiment), ("method", report.Method), ("seed", report.Seed.ToString(CultureInfo.InvariantCulture)), ("device", report.Environment.Device),
        .. report.Parameters.Select(parameter => ($"parameter {parameter.Name}", new Unit(parameter.Unit).Suffix is { Length: > 0 } unit ? $"{parameter.Value} {unit}" : parameter.Value)),
        .. report.Budgets.Select(budget => ($"steps of train {budget.Training}", budget.Steps.ToString(CultureInfo.InvariantCulture))),
        .. report.Data.Select(file => ($"data {file.Name}", file.Value)),
        .. report.Protocols.Select(protocol => ($"grid of {protocol.Name}", string.Join(", ", protocol.Axes.Select(axis => $"{axis.Values.Count.ToString(CultureInfo.InvariantCulture)} of {axis.Name}")))),
        .. report.Environment.Versions.Select(version => ($"version of {version.Name}", version.Value)),
    ];

    /// <summary>What stands under the same key, in the order of the first list and then of the second; of equal keys the first counts.</summary>
    private static IEnumerable<(TKey Key, T? A, T? B)> Matched<TKey, T>(IEnumerable<(TKey Key, T Value)> a, IEnumerable<(TKey Key, T Value)> b)
        where TKey : notnull
        where T : class
    {
        var (first, second) = (a.DistinctBy(one => one.Key).ToArray(), b.DistinctBy(one => one.Key).ToArray());
        var (byFirst, bySecond) = (first.ToDictionary(one => one.Key, one => one.Value), second.ToDictionary(one => one.Key, one => one.Value));
        return first.Concat(second).Select(one => one.Key).Distinct().Select(key => (key, byFirst.GetValueOrDefault(key), bySecond.GetValueOrDefault(key)));
    }
}

/// <summary>A claim in two runs; null where a run does not make it.</summary>
internal sealed record ComparedClaim(string Protocol, string Text, ClaimResult? A, ClaimResult? B)
{
    /// <summary>Whether the runs come to different verdicts, or one of them does not make the claim.</summary>
    public bool IsChanged => A?.Verdict != B?.Verdict;
}

/// <summary>A setting in two runs; null where a run does not have it.</summary>
internal sealed record ComparedSetting(string Name, string? A, string? B);
