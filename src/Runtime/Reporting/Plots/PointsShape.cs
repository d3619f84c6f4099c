using MLSpec.Runtime.Protocol;

namespace MLSpec.Runtime.Reporting;

/// <summary>Marks with the intervals of both coordinates.</summary>
internal sealed class PointsShape : PlotShape
{
    protected override void Draw(Figure figure, PlotResult plot, int s, SeriesStyle style)
    {
        var (across, upwards) = (Factor(plot.X), Factor(plot.Y));
        foreach (var point in plot.Series[s].Points)
            figure.Point(style, point.X * across, point.Y * upwards, Scaled(point.XInterval, across), Scaled(point.YInterval, upwards));
    }
}
