using System.Globalization;
using MLSpec.Runtime.Hosting;
using MLSpec.Runtime.Protocol;

namespace MLSpec.Runtime.Reporting;

/// <summary>
/// Learning curves as small multiples: a panel for each loss and each measure of the trainings, in it the mean over the seeds of every training that has it, with a band.
/// </summary>
internal static class LearningCurves
{
    private const int Width = 360;
    private const int Height = 250;

    /// <summary>More lines than this stand in a panel for each training.</summary>
    private const int MostLines = 6;

    /// <summary>At no more places than this a line tells its value.</summary>
    private const int MostReadings = 80;

    public static IEnumerable<Html> Panels(IReadOnlyList<CurveResult> curves) =>
        Losses(curves).Concat(Measures(curves)).SelectMany(panel => Split(panel, curves)).Select(panel => Draw(panel, curves))
            .Append(Rates(curves));

    /// <summary>The name of a group of curves that differ in their seeds alone.</summary>
    public static string Name(CurveResult curve, IReadOnlyList<CurveResult> all)
    {
        var others = all.Where(other => other.Training == curve.Training).ToArray();
        var varying = curve.Settings.Where(setting => others.Any(other => !other.Settings.Contains(setting))).ToArray();
        var settings = string.Join(", ", varying.Select(setting => $"{setting.Name} = {setting.Value}"));
        return varying.Length == 0 ? curve.Training : $"{curve.Training} ({settings})";
    }

    /// <summary>What one panel shows.</summary>
    /// <param name="IsLoss">Of batches: noisy, and on a logarithmic scale where it is positive.</param>
    private sealed record Panel(string Quantity, bool IsLoss, IReadOnlyList<(CurveResult Of, IReadOnlyList<MeasuredPoint> Points)> Curves);

    /// <summary>A training of one objective has one loss, another a loss for each of them.</summary>
    private static IEnumerable<Panel> Losses(IReadOnlyList<CurveResult> curves) => Quantities(
        curves, isLoss: true,
        curve => curve.Objectives.Count > 0 ? curve.Objectives : [new("loss", [.. curve.Points.Select(point => new MeasuredPoint(point.Step, point.Loss))])]);

    private static IEnumerable<Panel> Measures(IReadOnlyList<CurveResult> curves) => Quantities(curves, isLoss: false, curve => curve.Measures);

    private static IEnumerable<Panel> Quantities(
        IReadOnlyList<CurveResult> curves, bool isLoss, Func<CurveResult, IReadOnlyList<MeasuredCurve>> of) =>
        from curve in curves
        from measured in of(curve)
        where measured.Points.Count > 0
        group (curve, measured.Points) by measured.Name into named
        select new Panel(named.Key, isLoss, [.. named]);

    private static IEnumerable<Panel> Split(Panel panel, IReadOnlyList<CurveResult> all) =>
        panel.Curves.Select(curve => Name(curve.Of, all)).Distinct().Count() <= MostLines
            ? [panel]
            : panel.Curves.GroupBy(curve => curve.Of.Training).Select(training => panel with { Curves = [.. training] });

    private static Html Draw(Panel panel, IReadOnlyList<CurveResult> all)
    {
        var groups = panel.Curves.GroupBy(curve => Name(curve.Of, all))
            .Select(group => (Name: group.Key, Curve: MeanCurve.Of([.. group.Select(curve => curve.Points)], panel.IsLoss)))
            .Where(group => group.Curve.Steps.Length > 0).ToArray();
        if (groups.Length == 0) return Html.None;
        double[] values = [.. groups.SelectMany(group => (double[])[.. group.Curve.Recorded, .. group.Curve.Low, .. group.Curve.High])];
        var isLogarithmic = panel.IsLoss && values.All(value => value > 0);
        double[] Heights(double[] of) => isLogarithmic ? [.. of.Select(Math.Log10)] : of;
        var figure = new Figure(
            Scale.Numbers(groups.SelectMany(group => group.Curve.Steps), "step"),
            isLogarithmic ? Scale.Logarithms(Heights(values), panel.Quantity) : Scale.Numbers(values, panel.Quantity), Width, Height);
        for (var g = 0; g < groups.Length; g++)
        {
            var (style, curve) = (SeriesStyle.Plain(g), groups[g].Curve);
            if (curve.Replicates > 1) figure.Band(style, curve.Steps, Heights(curve.Low), Heights(curve.High));
            if (curve.Window > 1) figure.Line(style, curve.Steps, Heights(curve.Recorded), markers: false, faint: true);
            figure.Line(style, curve.Steps, Heights(curve.Smoothed), markers: curve.Steps.Length == 1);
            foreach (var i in Thinned(curve.Steps.Length))
                figure.Read(groups[g].Name, curve.Steps[i], Heights([curve.Smoothed[i]])[0], Told(panel.Quantity, curve, i));
        }
        var caption = Caption(panel.Quantity, groups);
        return HtmlFigure.Framed(figure.Render(caption), [.. groups.Select((group, g) => (group.Name, SeriesStyle.Plain(g)))], caption);
    }

    /// <summary>For example <c>step 400: loss 0.3127 [0.2981, 0.3262]</c>.</summary>
    private static string Told(string quantity, MeanCurve curve, int i)
    {
        var interval = curve.Replicates == 1 ? "" : $" [{Unit.None.Number(curve.Low[i])}, {Unit.None.Number(curve.High[i])}]";
        return $"step {Integer((int)curve.Steps[i])}: {quantity} {Unit.None.Number(curve.Smoothed[i])}{interval}";
    }

    /// <summary>Places among this many, at about equal distances, the first and the last among them.</summary>
    private static IEnumerable<int> Thinned(int count) => count <= MostReadings
        ? Enumerable.Range(0, count)
        : Enumerable.Range(0, MostReadings).Select(i => (int)Math.Round(i * (count - 1.0) / (MostReadings - 1)));

    /// <summary>For example <c>loss: mean of 5 seeds with its 95% interval; each value is the mean of the last 4 recorded ones (20 steps), faint: as recorded</c>.</summary>
    private static string Caption(string quantity, (string Name, MeanCurve Curve)[] groups)
    {
        string Each(Func<MeanCurve, string> words)
        {
            var all = groups.Select(group => words(group.Curve)).Distinct().ToArray();
            return all.Length == 1 ? all[0] : string.Join(", ", groups.Select(group => $"{group.Name}: {words(group.Curve)}"));
        }
        var seeds = Each(curve => curve.Replicates == 1 ? "one seed" : $"mean of {Integer(curve.Replicates)} seeds with its 95% interval");
        var smoothing = groups.All(group => group.Curve.Window == 1)
            ? ""
            : $"; smoothed: {Each(curve => curve.Window == 1 ? "not" : $"mean of the last {Integer(curve.Window)} recorded values ({Integer(curve.Window * curve.Stride)} steps)")}; faint: as recorded";
        var cut = groups.Where(group => group.Curve.IsCut).Select(group => group.Name).ToArray();
        var end = cut.Length == 0 ? "" : $"; {string.Join(", ", cut)}: to where the first seed stopped";
        return $"{quantity}: {seeds}{smoothing}{end}";
    }

    /// <summary>The rates, which are the same for every seed.</summary>
    private static Html Rates(IReadOnlyList<CurveResult> curves)
    {
        var groups = curves.Where(curve => curve.Points.Count > 0).GroupBy(curve => Name(curve, curves)).ToArray();
        if (groups.Length == 0) return Html.None;
        var points = groups.SelectMany(group => group.First().Points).ToArray();
        var figure = new Figure(
            Scale.Numbers(points.Select(point => (double)point.Step), "step"), Scale.Numbers(points.Select(point => point.Rate), "rate"), Width, Height);
        for (var g = 0; g < groups.Length; g++)
        {
            var own = groups[g].First().Points;
            figure.Line(SeriesStyle.Plain(g), [.. own.Select(point => (double)point.Step)], [.. own.Select(point => point.Rate)], markers: false);
        }
        const string Title = "rate of each step";
        return HtmlFigure.Framed(figure.Render(Title), [.. groups.Select((group, g) => (group.Key, SeriesStyle.Plain(g)))], Title);
    }

    private static string Integer(int value) => value.ToString(CultureInfo.InvariantCulture);
}
