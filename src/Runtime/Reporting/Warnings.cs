using System.Globalization;
using MLSpec.Runtime.Hosting;

namespace MLSpec.Runtime.Reporting;

/// <summary>What trainings warned of, for people.</summary>
internal static class Warnings
{
    /// <summary>A line for each training and warning: the seeds in which it held, and how long.</summary>
    public static IEnumerable<string> Of(IReadOnlyList<CurveResult> curves) =>
        from curve in curves
        from warning in curve.Warnings
        group (curve, warning) by (Training: LearningCurves.Name(curve, curves), warning.Text) into alike
        select $"train {alike.Key.Training}: {alike.Key.Text} "
            + $"({string.Join("; ", alike.Select(a => string.Create(CultureInfo.InvariantCulture, $"seed {a.curve.Seed} {When(a.warning)}")))})";

    /// <summary>As a section of the page, on top of the results; nothing where nothing was warned of.</summary>
    public static Html Render(IReadOnlyList<CurveResult> curves)
    {
        string[] lines = [.. Of(curves)];
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
