using MLSpec.Runtime.Protocol;
using MLSpec.Runtime.Statistics;

namespace MLSpec.Runtime.Reporting;

/// <summary>How plots of one kind are drawn.</summary>
internal abstract class PlotShape
{
    private static readonly IReadOnlyDictionary<PlotKind, PlotShape> _all = new Dictionary<PlotKind, PlotShape>
    {
        [PlotKind.Line] = new LineShape(),
        [PlotKind.Points] = new PointsShape(),
        [PlotKind.Bar] = new BarShape(),
        [PlotKind.Heatmap] = new HeatmapShape(),
        [PlotKind.Roc] = new RocShape(),
        [PlotKind.Reliability] = new ReliabilityShape(),
    };

    public static PlotShape Of(PlotKind kind) => _all[kind];

    /// <summary>How a caption calls a series that stands there for comparison.</summary>
    public virtual string ReferenceWords => "for comparison";

    /// <summary>Whether the series are told apart by a legend.</summary>
    public virtual bool HasLegend => true;

    /// <summary>Width and height in the picture's own units.</summary>
    protected virtual (int Width, int Height) Size => (480, 310);

    public Figure Draw(PlotResult plot, IReadOnlyList<SeriesStyle> styles)
    {
        var figure = new Figure(X(plot), Y(plot), Size.Width, Size.Height);
        Before(figure, plot);
        for (var s = 0; s < plot.Series.Count; s++)
        {
            Draw(figure, plot, s, styles[s]);
            foreach (var point in plot.Series[s].Points) Tell(figure, plot, s, point);
        }
        return figure;
    }

    protected virtual Scale X(PlotResult plot) =>
        Axis(plot.X, plot.Series.SelectMany(series => series.Points).SelectMany(point => Extent(point.X, point.XInterval)), fromZero: false);

    protected virtual Scale Y(PlotResult plot) => Axis(plot.Y, Heights(plot), fromZero: false);

    /// <summary>What stands behind the series.</summary>
    protected virtual void Before(Figure figure, PlotResult plot) { }

    /// <summary>Draws a series.</summary>
    protected abstract void Draw(Figure figure, PlotResult plot, int s, SeriesStyle style);

    /// <summary>Says at a point what it is.</summary>
    protected virtual void Tell(Figure figure, PlotResult plot, int s, PlotPoint point) => figure.Read(
        plot.Series[s].Name, point.X * Factor(plot.X), point.Y * Factor(plot.Y), $"{At(plot.X, point.X, point.XInterval)}: {Number(plot.Y, point.Y, point.YInterval)}");

    protected static IEnumerable<double> Heights(PlotResult plot) =>
        plot.Series.SelectMany(series => series.Points).SelectMany(point => Extent(point.Y, point.YInterval));

    protected static Scale Axis(PlotScale scale, IEnumerable<double> values, bool fromZero) => scale.Categories is { } names
        ? Scale.Names(names, scale.Label)
        : Scale.Numbers(values.Select(value => value * Factor(scale)), Wording.WithUnit(scale.Label, scale.Unit), fromZero);

    /// <summary>An axis for rates from 0 to 100%.</summary>
    protected static Scale Rate(PlotScale scale) => Scale.Between(0, Factor(scale), Wording.WithUnit(scale.Label, scale.Unit));

    /// <summary>What a share is drawn as: per cents of it.</summary>
    protected static double Factor(PlotScale scale) => new Unit(scale.Unit).IsFraction ? 100 : 1;

    protected static Interval? Scaled(Interval? interval, double factor) =>
        interval is null ? null : new Interval(interval.Low * factor, interval.High * factor);

    /// <summary>A position in words, for example <c>eps 0.1</c>.</summary>
    protected static string At(PlotScale scale, double value, Interval? interval = null) => scale.Categories is { } names
        ? names[(int)value]
        : $"{scale.Label} {Number(scale, value, interval)}";

    /// <summary>For example <c>83.1 % [81.0, 85.2]</c>.</summary>
    protected static string Number(PlotScale scale, double value, Interval? interval)
    {
        var unit = new Unit(scale.Unit);
        return interval is null ? unit.Format(value) : $"{unit.Format(value)} [{unit.Number(interval.Low)}, {unit.Number(interval.High)}]";
    }

    private static double[] Extent(double value, Interval? interval) => interval is null ? [value] : [value, interval.Low, interval.High];
}
