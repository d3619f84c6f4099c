using MLSpec.Runtime.Protocol;

namespace MLSpec.Runtime.Reporting;

/// <summary>Bars from zero, those of several series side by side.</summary>
internal sealed class BarShape : PlotShape
{
    /// <summary>As wide as the bars, half a distance beyond the outermost points.</summary>
    protected override Scale X(PlotResult plot)
    {
        var (half, all) = (Spacing(plot) / (2 * Factor(plot.X)), plot.Series.SelectMany(series => series.Points).Select(point => point.X).ToArray());
        return Axis(plot.X, all.SelectMany(x => (double[])[x - half, x + half]), fromZero: false);
    }

    protected override Scale Y(PlotResult plot) => Axis(plot.Y, Heights(plot), fromZero: true);

    protected override void Draw(Figure figure, PlotResult plot, int s, SeriesStyle style)
    {
        var upwards = Factor(plot.Y);
        foreach (var point in plot.Series[s].Points)
            figure.Bar(style, Place(plot, s, point), 0.9 * Width(plot), point.Y * upwards, Scaled(point.YInterval, upwards));
    }

    protected override void Tell(Figure figure, PlotResult plot, int s, PlotPoint point) => figure.Read(
        plot.Series[s].Name, Place(plot, s, point), point.Y * Factor(plot.Y), $"{At(plot.X, point.X)}: {Number(plot.Y, point.Y, point.YInterval)}");

    private static double Width(PlotResult plot) => 0.8 * Spacing(plot) / plot.Series.Count;

    private static double Place(PlotResult plot, int s, PlotPoint point) =>
        (point.X * Factor(plot.X)) + ((s - ((plot.Series.Count - 1) / 2.0)) * Width(plot));

    /// <summary>The least distance of two groups of bars.</summary>
    private static double Spacing(PlotResult plot)
    {
        double[] places = [.. plot.Series.SelectMany(series => series.Points).Select(point => point.X * Factor(plot.X)).Distinct().Order()];
        return places.Length < 2 ? 1 : places.Zip(places.Skip(1), (one, next) => next - one).Min();
    }
}
