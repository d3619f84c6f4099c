using MLSpec.Dsl.Diagnostics;

namespace MLSpec.Dsl.Binding;

/// <summary>Checks what reports, plots and claims say of statistics.</summary>
internal sealed partial class ProtocolBinder
{
    /// <summary>The intervals of one table are of one kind.</summary>
    private void CheckOneInterval(BoundReport report)
    {
        foreach (var second in report.Statistics.Where(s => s.IsInterval).Skip(1))
            Diagnostics.Report(
                StatisticDiagnostics.TwoIntervals,
                second.Span,
                $"The report asks for two intervals of each number, `{report.Statistics.First(s => s.IsInterval).Name}` and `{second.Name}`.",
                "give each a `report` of its own.");
    }

    /// <summary>Once all types are known: a number that is compared with measured values has their unit.</summary>
    private void CheckArguments()
    {
        var reported = _reports.SelectMany(r => r.Measures.SelectMany(m => r.Statistics.Select(s => (Statistic: s, Measure: m))));
        var plotted = _plots.SelectMany(p => p.Y).Select(y => (y.Statistic, y.Measure));
        var claimed = _claims.SelectMany(c => BoundTree.All(c.Statement)).OfType<BoundEstimate>().Select(e => (e.Statistic, e.Measure));
        foreach (var (statistic, measure) in reported.Concat(plotted).Concat(claimed))
        {
            if (statistic.ArgumentUnit is { } unit && UnitOf(measure) is { } expected && unit != expected)
                Diagnostics.Report(
                    StatisticDiagnostics.ArgumentUnit,
                    statistic.Span,
                    $"`{measure.Name}` is in {Named(measure)}, and the number behind `{statistic.Name}` is {(unit.IsOne ? "a pure number" : $"in `{unit}`")}.",
                    $"write `{statistic.Name} {statistic.Argument}{(expected.IsOne ? "" : $"<{expected}>")}`.");
        }
    }
}
