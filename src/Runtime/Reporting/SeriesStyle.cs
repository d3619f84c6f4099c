using System.Globalization;
using MLSpec.Runtime.Protocol;

namespace MLSpec.Runtime.Reporting;

/// <summary>How one series of a figure is told from the others: groups by colour, quantities by pattern, references by dashes.</summary>
/// <param name="Colour">The number of the page's colour <c>--cN</c>.</param>
/// <param name="Pattern">The number of its pattern: 0 for a line without gaps.</param>
internal sealed record SeriesStyle(int Colour, int Pattern)
{
    private const int Colours = 8;
    private const int Reference = 4;

    /// <summary>Strokes and gaps in turn, as SVG writes them.</summary>
    private static readonly string[] _patterns = ["", "2 4", "9 4 2 4", "2 4 2 4 9 4", "7 5"];

    /// <summary>Whether it stands there for comparison.</summary>
    public bool IsReference => Pattern == Reference;

    /// <summary>The style of the series with this number, among series that differ in one thing.</summary>
    public static SeriesStyle Plain(int number) => new(number % Colours, 0);

    /// <summary>Strokes and gaps of a pattern in turn; null for a line without gaps.</summary>
    public static string? DashesOf(int pattern) => pattern == 0 ? null : _patterns[pattern];

    /// <summary>The styles of a plot's series, in their order.</summary>
    public static SeriesStyle[] Of(IReadOnlyList<PlotSeries> all)
    {
        var own = all.Where(series => !series.IsReference).ToArray();
        var groups = own.Select(series => series.Group).OfType<string>().Distinct().ToArray();
        var quantities = own.Select(Quantity).Distinct().ToArray();
        var others = all.Where(series => series.IsReference).ToList();
        var colours = groups.Length == 0 ? own.Length : groups.Length;
        return [.. all.Select(series => series switch
        {
            { IsReference: true } => new SeriesStyle((colours + others.IndexOf(series)) % Colours, Reference),
            { Group: { } group } => new SeriesStyle(Array.IndexOf(groups, group) % Colours, Array.IndexOf(quantities, Quantity(series)) % Reference),
            _ => Plain(Array.IndexOf(own, series)),
        })];
    }

    /// <summary>Its colour, as the page names it.</summary>
    public string Fill => $"var(--c{Colour.ToString(CultureInfo.InvariantCulture)})";

    /// <summary>The outline of its mark around a point: disc, square, triangle, diamond, or triangle on its tip.</summary>
    public string Marker(double x, double y, double radius)
    {
        string At(double dx, double dy) => $"{Drawing.Number(x + (radius * dx))} {Drawing.Number(y + (radius * dy))}";
        string Shape(params (double X, double Y)[] corners) => $"M{string.Join('L', corners.Select(corner => At(corner.X, corner.Y)))}Z";
        var r = radius.ToString("0.##", CultureInfo.InvariantCulture);
        return (Colour % 5) switch
        {
            0 => $"M{At(-1, 0)}A{r} {r} 0 1 1 {At(1, 0)}A{r} {r} 0 1 1 {At(-1, 0)}Z",
            1 => Shape((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
            2 => Shape((0, -1.15), (1.1, 0.85), (-1.1, 0.85)),
            3 => Shape((0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)),
            _ => Shape((0, 1.15), (1.1, -0.85), (-1.1, -0.85)),
        };
    }

    /// <summary>A short piece of the line, for a legend.</summary>
    public Html Key() => Html.Trusted(
        $"<svg class=\"key\" viewBox=\"0 0 30 8\"><path d=\"M0 4H30\" stroke=\"{Fill}\"{Dashes}/></svg>");

    private string Dashes => DashesOf(Pattern) is { } dashes ? $" stroke-dasharray=\"{dashes}\"" : "";

    private static (string, string) Quantity(PlotSeries series) => (series.Statistic, series.Measure);
}
