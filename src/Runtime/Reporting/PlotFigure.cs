using MLSpec.Runtime.Protocol;
using MLSpec.Runtime.Statistics;

namespace MLSpec.Runtime.Reporting;

/// <summary>Draws a protocol's plots.</summary>
internal static class PlotFigure
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
        var styles = SeriesStyle.Of(plot.Series);
        for (var s = 0; s < plot.Series.Count; s++) Draw(figure, plot, s, styles[s], fx, fy);
        var caption = Caption(plot);
        var legend = plot.By is null && plot.Series.Count == 1 ? [] : plot.Series.Zip(styles, (series, style) => (series.Name, style)).ToArray();
        return HtmlFigure.Framed(figure.Render(id, caption), legend, caption);
    }

    /// <summary>For example <c>iqm ret against wind by method; dashed, for comparison: planned</c>.</summary>
    private static string Caption(PlotResult plot)
    {
        string Names(bool references) => string.Join(", ", plot.Series
            .Where(series => series.IsReference == references).Select(series => $"{series.Statistic} {series.Measure}").Distinct());
        var others = Names(references: true);
        var mark = plot.Kind == PlotKind.Line ? "dashed, for comparison" : "for comparison";
        return $"{Names(references: false)} against {plot.X.Label}{(plot.By is null ? "" : $" by {plot.By}")}{(others.Length == 0 ? "" : $"; {mark}: {others}")}";
    }

    private static void Draw(Figure figure, PlotResult plot, int s, SeriesStyle style, double fx, double fy)
    {
        var points = plot.Series[s].Points;
        switch (plot.Kind)
        {
            case PlotKind.Line:
                double[] x = [.. points.Select(point => point.X * fx)];
                figure.Band(
                    style, x,
                    [.. points.Select(point => (point.YInterval?.Low ?? point.Y) * fy)],
                    [.. points.Select(point => (point.YInterval?.High ?? point.Y) * fy)]);
                figure.Line(style, x, [.. points.Select(point => point.Y * fy)], markers: true);
                break;
            case PlotKind.Points:
                foreach (var point in points)
                    figure.Point(style, point.X * fx, point.Y * fy, Scaled(point.XInterval, fx), Scaled(point.YInterval, fy));
                break;
            default:
                var width = 0.8 / plot.Series.Count;
                var shift = (s - ((plot.Series.Count - 1) / 2.0)) * width;
                foreach (var point in points)
                    figure.Bar(style, (point.X * fx) + shift, 0.9 * width, point.Y * fy, Scaled(point.YInterval, fy));
                break;
        }
    }

    private static double Factor(PlotScale scale) => new Unit(scale.Unit).IsFraction ? 100 : 1;

    private static Interval? Scaled(Interval? interval, double factor) =>
        interval is null ? null : new Interval(interval.Low * factor, interval.High * factor);

    private static double[] Extent(double value, Interval? interval, double factor) =>
        interval is null ? [value * factor] : [value * factor, interval.Low * factor, interval.High * factor];
}
