using System.Globalization;
using MLSpec.Runtime.Hosting;
using MLSpec.Runtime.Protocol;

namespace MLSpec.Runtime.Reporting;

/// <summary>What trainings warned of, and which measured values are no numbers, for people.</summary>
internal static class Warnings
{
    private const int Shown = 5;

    /// <summary>A line for each training and warning: the seeds in which it held, and how long.</summary>
    public static IEnumerable<string> Of(IReadOnlyList<CurveResult> curves) =>
        from curve in curves
        from warning in curve.Warnings
        group (curve, warning) by (Training: LearningCurves.Name(curve, curves), warning.Text) into alike
        select $"train {alike.Key.Training}: {alike.Key.Text} "
            + $"({string.Join("; ", alike.Select(a => string.Create(CultureInfo.InvariantCulture, $"seed {a.curve.Seed} {When(a.warning)}")))})";

    /// <summary>All lines of a report.</summary>
    public static IEnumerable<string> Of(RunReport report) => [.. Of(report.Curves), .. report.Protocols.SelectMany(Of)];

    /// <summary>A line for each measure that has no number in cells that were measured.</summary>
    private static IEnumerable<string> Of(ProtocolResult protocol)
    {
        for (var m = 0; m < protocol.Measures.Count; m++)
        {
            string[] cells = [.. protocol.Cells.Where(cell => cell.State == CellState.Measured && double.IsNaN(cell.Values[m])).Select(cell => At(protocol, cell))];
            if (cells.Length > 0)
                yield return $"{protocol.Name}: {protocol.Measures[m].Name} is not a number in {(cells.Length == 1 ? "1 cell" : $"{cells.Length} cells")} of {protocol.Cells.Count} "
                    + $"({string.Join("; ", cells.Take(Shown))}{(cells.Length > Shown ? "; ..." : "")})";
        }
    }

    private static string At(ProtocolResult protocol, CellResult cell) => string.Join(", ", protocol.Axes.Zip(cell.At, (axis, value) => $"{axis.Name} = {value}"));

    /// <summary>As a section of the page, on top of the results; nothing where nothing was warned of.</summary>
    public static Html Render(RunReport report)
    {
        string[] lines = [.. Of(report)];
        return lines.Length == 0 ? Html.None : Html.Of($"""
            <section class="warnings">
            <h2>Warnings</h2>
            <ul>
            {Html.Lines(lines.Select(line => Html.Of($"<li>{line}</li>")))}
            </ul>
            </section>
            """);
    }

    private static string When(WarningResult warning)
    {
        var culture = CultureInfo.InvariantCulture;
        var share = string.Create(culture, $", at {warning.Times} of {warning.Looks} looks");
        return warning.Stands
            ? string.Create(culture, $"from step {warning.First + 1} to the end{share}")
            : string.Create(culture, $"until step {warning.Last + 1}{share}");
    }
}
