using MLSpec.Runtime.Protocol;

namespace MLSpec.Runtime.Reporting;

/// <summary>
/// Fields over two axes, coloured by a value and, where there is room, labelled with it. The axes are those of categories: also numbers stand at equal distances, each at its place in
/// their order. A series is a row, so that the arrow keys go along it.
/// </summary>
internal sealed class HeatmapShape : PlotShape
{
    /// <summary>In more columns than this the fields are too narrow for a number.</summary>
    private const int MostLabelled = 9;

    public override bool HasLegend => false;

    protected override (int Width, int Height) Size => (480, 360);

    protected override Scale X(PlotResult plot) => Scale.Fields(Places(plot.X, plot, point => point.X), Wording.WithUnit(plot.X.Label, plot.X.Unit));

    protected override Scale Y(PlotResult plot) => Scale.Fields(Places(plot.Y, plot, point => point.Y), Wording.WithUnit(plot.Y.Label, plot.Y.Unit));

    protected override void Draw(Figure figure, PlotResult plot, int s, SeriesStyle style)
    {
        var values = plot.Series.SelectMany(series => series.Points).Select(point => point.Value ?? double.NaN).Where(double.IsFinite).ToArray();
        var (least, greatest) = values.Length == 0 ? (0, 0) : (values.Min(), values.Max());
        var hasRoom = X(plot).Ticks.Count <= MostLabelled;
        foreach (var point in plot.Series[s].Points)
        {
            if (point.Value is not { } value || !double.IsFinite(value)) continue;
            var share = greatest > least ? (value - least) / (greatest - least) : 0.5;
            figure.Field(Place(plot, point, p => p.X), Place(plot, point, p => p.Y), share, hasRoom ? new Unit(plot.Value!.Unit).Number(value) : "");
        }
    }

    protected override void Tell(Figure figure, PlotResult plot, int s, PlotPoint point)
    {
        if (point.Value is { } value)
            figure.Read(
                At(plot.Y, point.Y), Place(plot, point, p => p.X), Place(plot, point, p => p.Y),
                $"{At(plot.X, point.X)}: {plot.Value!.Label} {Number(plot.Value, value, point.ValueInterval)}");
    }

    private static string[] Places(PlotScale scale, PlotResult plot, Func<PlotPoint, double> of) =>
        scale.Categories is { } names ? [.. names] : [.. Distinct(plot, of).Select(new Unit(scale.Unit).Number)];

    private static double Place(PlotResult plot, PlotPoint point, Func<PlotPoint, double> of) => Array.IndexOf(Distinct(plot, of), of(point));

    private static double[] Distinct(PlotResult plot, Func<PlotPoint, double> of) =>
        [.. plot.Series.SelectMany(series => series.Points).Select(of).Distinct().Order()];
}
