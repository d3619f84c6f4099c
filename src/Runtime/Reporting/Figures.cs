using MLSpec.Runtime.Hosting;
using MLSpec.Runtime.Protocol;

namespace MLSpec.Runtime.Reporting;

/// <summary>Draws a protocol's plots and the trainings' curves.</summary>
internal static class Figures
{
    /// <summary>A plot with its legend and caption.</summary>
    public static Html Of(PlotResult plot, string id)
    {
        var (fx, fy) = (Factor(plot.X), Factor(plot.Y));
        var points = plot.Series.SelectMany(series => series.Points).ToArray();
        var x = plot.X.Categories is { } names
            ? Scale.Names(names, plot.X.Label)
            : Scale.Numbers(points.SelectMany(point => Extent(point.X, point.XInterval, fx)), Wording.WithUnit(plot.X.Label, plot.X.Unit));
        var y = Scale.Numbers(
            points.SelectMany(point => Extent(point.Y, point.YInterval, fy)),
            Wording.WithUnit(plot.Y.Label, plot.Y.Unit), fromZero: plot.Kind == PlotKind.Bar);
        var figure = new Figure(x, y);
        for (var s = 0; s < plot.Series.Count; s++) Draw(figure, plot, s, fx, fy);
        var title = $"{plot.Y.Label} against {plot.X.Label}{(plot.By is null ? "" : $" by {plot.By}")}";
        return Framed(figure.Render(id, title), plot.By is null ? [] : [.. plot.Series.Select(series => series.Name)], title);
    }

    /// <summary>The losses of all trainings: each seed faint, their mean strong; logarithmic where all losses are positive.</summary>
    public static Html Losses(IReadOnlyList<CurveResult> curves, string id)
    {
        var positive = curves.SelectMany(curve => curve.Points).All(point => point.Loss > 0);
        Func<double, double> height = positive ? Math.Log10 : loss => loss;
        var heights = curves.SelectMany(curve => curve.Points).Select(point => height(point.Loss));
        var figure = new Figure(StepScale(curves), positive ? Scale.Logarithms(heights, "loss") : Scale.Numbers(heights, "loss"));
        var groups = Groups(curves);
        for (var g = 0; g < groups.Length; g++)
            foreach (var curve in groups[g])
                figure.Line(g, Steps(curve.Points), [.. curve.Points.Select(point => height(point.Loss))], markers: false, faint: true);
        for (var g = 0; g < groups.Length; g++)
        {
            var mean = groups[g].SelectMany(curve => curve.Points).GroupBy(point => point.Step).OrderBy(at => at.Key).ToArray();
            figure.Line(
                g, [.. mean.Select(at => (double)at.Key)], [.. mean.Select(at => height(at.Average(point => point.Loss)))], markers: false);
        }
        const string Title = "loss of each step: every seed, and their mean";
        return Framed(figure.Render(id, Title), [.. groups.Select(group => group.Key)], Title);
    }

    /// <summary>The rates of all trainings.</summary>
    public static Html Rates(IReadOnlyList<CurveResult> curves, string id)
    {
        var rates = curves.SelectMany(curve => curve.Points).Select(point => point.Rate);
        var figure = new Figure(StepScale(curves), Scale.Numbers(rates, "rate"));
        var groups = Groups(curves);
        for (var g = 0; g < groups.Length; g++)
        {
            var points = groups[g].First().Points;
            figure.Line(g, Steps(points), [.. points.Select(point => point.Rate)], markers: false);
        }
        return Framed(figure.Render(id, "rate of each step"), [.. groups.Select(group => group.Key)], "rate of each step");
    }

    /// <summary>What trainings measured on the way, a figure for each name: a line for every seed.</summary>
    public static IEnumerable<Html> Measures(IReadOnlyList<CurveResult> curves) =>
        curves.SelectMany(curve => curve.Measures).Select(measure => measure.Name).Distinct().Select((name, i) => Measured(curves, name, $"measure{i}"));

    private static Html Measured(IReadOnlyList<CurveResult> curves, string name, string id)
    {
        var groups = Groups([.. curves.Where(curve => curve.Measures.Any(measure => measure.Name == name && measure.Points.Count > 0))]);
        var points = groups.SelectMany(group => group).SelectMany(curve => Of(curve, name)).ToArray();
        if (points.Length == 0) return Html.None;
        var figure = new Figure(
            Scale.Numbers(points.Select(point => (double)point.Step), "step"), Scale.Numbers(points.Select(point => point.Value), name));
        for (var g = 0; g < groups.Length; g++)
            foreach (var curve in groups[g])
                figure.Line(
                    g, [.. Of(curve, name).Select(point => (double)point.Step)], [.. Of(curve, name).Select(point => point.Value)], markers: false);
        var title = $"{name}, measured in training";
        return Framed(figure.Render(id, title), [.. groups.Select(group => group.Key)], title);
    }

    private static IEnumerable<MeasuredPoint> Of(CurveResult curve, string name) =>
        curve.Measures.Where(measure => measure.Name == name).SelectMany(measure => measure.Points);

    /// <summary>The name of a group of curves that differ in their seeds alone.</summary>
    public static string Name(CurveResult curve, IReadOnlyList<CurveResult> all)
    {
        var others = all.Where(other => other.Training == curve.Training).ToArray();
        var varying = curve.Settings.Where(setting => others.Any(other => !other.Settings.Contains(setting))).ToArray();
        var settings = string.Join(", ", varying.Select(setting => $"{setting.Name} = {setting.Value}"));
        return varying.Length == 0 ? curve.Training : $"{curve.Training} ({settings})";
    }

    private static void Draw(Figure figure, PlotResult plot, int s, double fx, double fy)
    {
        var points = plot.Series[s].Points;
        switch (plot.Kind)
        {
            case PlotKind.Line:
                double[] x = [.. points.Select(point => point.X * fx)];
                figure.Band(
                    s, x,
                    [.. points.Select(point => (point.YInterval?.Low ?? point.Y) * fy)],
                    [.. points.Select(point => (point.YInterval?.High ?? point.Y) * fy)]);
                figure.Line(s, x, [.. points.Select(point => point.Y * fy)], markers: true);
                break;
            case PlotKind.Points:
                foreach (var point in points)
                    figure.Point(s, point.X * fx, point.Y * fy, Scaled(point.XInterval, fx), Scaled(point.YInterval, fy));
                break;
            default:
                var width = 0.8 / plot.Series.Count;
                var shift = (s - ((plot.Series.Count - 1) / 2.0)) * width;
                foreach (var point in points)
                    figure.Bar(s, (point.X * fx) + shift, 0.9 * width, point.Y * fy, Scaled(point.YInterval, fy));
                break;
        }
    }

    private static Scale StepScale(IReadOnlyList<CurveResult> curves) =>
        Scale.Numbers(curves.SelectMany(curve => curve.Points).Select(point => (double)point.Step), "step");

    private static IGrouping<string, CurveResult>[] Groups(IReadOnlyList<CurveResult> curves) =>
        [.. curves.GroupBy(curve => Name(curve, curves))];

    private static double[] Steps(IReadOnlyList<CurvePoint> points) => [.. points.Select(point => (double)point.Step)];

    private static Html Framed(Html picture, IReadOnlyList<string> names, string caption) => Html.Of(
        $"<figure>{picture}{Legend(names)}<figcaption>{caption}</figcaption></figure>");

    private static Html Legend(IReadOnlyList<string> names) => names.Count == 0 ? Html.None : Html.Of(
        $"<ul class=\"legend\">{Html.Lines(names.Select(Entry))}</ul>");

    private static Html Entry(string name, int series) => Html.Of($"<li><i class=\"c{series % Figure.Colours}\"></i>{name}</li>");

    private static double Factor(PlotScale scale) => new Unit(scale.Unit).IsFraction ? 100 : 1;

    private static Interval? Scaled(Interval? interval, double factor) =>
        interval is null ? null : new Interval(interval.Low * factor, interval.High * factor);

    private static double[] Extent(double value, Interval? interval, double factor) =>
        interval is null ? [value * factor] : [value * factor, interval.Low * factor, interval.High * factor];
}
