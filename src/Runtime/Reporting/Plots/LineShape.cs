using MLSpec.Runtime.Protocol;

namespace MLSpec.Runtime.Reporting;

/// <summary>Lines with bands; references are dashed.</summary>
internal class LineShape : PlotShape
{
    public override string ReferenceWords => "dashed, for comparison";

    /// <summary>Whether a line keeps each point's height until the next point.</summary>
    protected virtual bool IsStep => false;

    /// <summary>Whether the points are marked.</summary>
    protected virtual bool HasMarkers => true;

    protected override void Draw(Figure figure, PlotResult plot, int s, SeriesStyle style)
    {
        var points = plot.Series[s].Points;
        var (across, upwards) = (Factor(plot.X), Factor(plot.Y));
        double[] x = [.. points.Select(point => point.X * across)];
        if (points.Any(point => point.YInterval is not null))
            figure.Band(
                style, x,
                [.. points.Select(point => (point.YInterval?.Low ?? point.Y) * upwards)],
                [.. points.Select(point => (point.YInterval?.High ?? point.Y) * upwards)]);
        figure.Line(style, x, [.. points.Select(point => point.Y * upwards)], HasMarkers, isStep: IsStep);
    }
}
