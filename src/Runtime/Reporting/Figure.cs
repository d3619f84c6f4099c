using System.Globalization;
using System.Xml.Linq;
using ScottPlot;

namespace MLSpec.Runtime.Reporting;

/// <summary>
/// One plot as SVG inside a page. ScottPlot draws the geometry in a fixed frame; text is added as SVG text in the page's own font, and
/// colours become the page's CSS variables. So the picture is the same on machines with other fonts or none, and follows light and dark.
/// </summary>
internal sealed class Figure
{
    private const int Right = 14;
    private const int Top = 12;
    private const int Bottom = 48;

    private static readonly XNamespace _svg = "http://www.w3.org/2000/svg";
    private static readonly Color _ink = new(1, 2, 3);
    private static readonly Color _grid = new(4, 5, 6);
    private static readonly MarkerShape[] _markers =
    [
        MarkerShape.FilledCircle, MarkerShape.FilledSquare, MarkerShape.FilledTriangleUp, MarkerShape.FilledDiamond,
        MarkerShape.FilledTriangleDown,
    ];

    private readonly Plot _plot = new();
    private readonly Scale _x;
    private readonly Scale _y;
    private readonly int _left;
    private readonly int _width;
    private readonly int _height;

    public Figure(Scale x, Scale y, int width = 480, int height = 310)
    {
        (_x, _y, _width, _height) = (x, y, width, height);
        _left = Math.Max(54, 28 + (7 * y.Ticks.Max(tick => tick.Text.Length)));
        _plot.FigureBackground.Color = Colors.Transparent;
        _plot.DataBackground.Color = Colors.Transparent;
        _plot.Layout.Fixed(new PixelPadding(_left, Right, Bottom, Top));
        _plot.Axes.SetLimits(x.Low, x.High, y.Low, y.High);
        _plot.Axes.Color(_ink);
        _plot.Axes.Bottom.TickGenerator = Ticks(x);
        _plot.Axes.Left.TickGenerator = Ticks(y);
        _plot.Axes.Top.FrameLineStyle.Width = 0;
        _plot.Axes.Right.FrameLineStyle.Width = 0;
        _plot.Grid.MajorLineColor = _grid;
        _plot.HideLegend();
    }

    /// <summary>A line; <paramref name="faint"/> for what stands behind another.</summary>
    public void Line(SeriesStyle style, double[] x, double[] y, bool markers, bool faint = false)
    {
        var line = _plot.Add.Scatter(x, y);
        line.Color = Colour(style, faint ? 0.35 : 1);
        line.LineColor = Colour(style, faint ? 0.35 : 1, style.Pattern);
        line.LineWidth = faint ? 1 : 2;
        line.MarkerShape = markers ? _markers[style.Colour % _markers.Length] : MarkerShape.None;
        line.MarkerSize = 7;
    }

    /// <summary>A band between two curves.</summary>
    public void Band(SeriesStyle style, double[] x, double[] low, double[] high)
    {
        if (x.Length < 2) return;
        var band = _plot.Add.FillY(x, low, high);
        band.FillColor = Colour(style, 0.2);
        band.LineWidth = 0;
        band.MarkerSize = 0;
    }

    /// <summary>A single mark with the intervals of its coordinates.</summary>
    public void Point(SeriesStyle style, double x, double y, Statistics.Interval? xInterval, Statistics.Interval? yInterval)
    {
        if (yInterval is not null) Whisker(style, x, yInterval.Low, x, yInterval.High);
        if (xInterval is not null) Whisker(style, xInterval.Low, y, xInterval.High, y);
        var mark = _plot.Add.Marker(x, y, _markers[style.Colour % _markers.Length], 9);
        mark.Color = Colour(style, 1);
    }

    /// <summary>A bar from zero, with its interval as a line.</summary>
    public void Bar(SeriesStyle style, double x, double width, double y, Statistics.Interval? interval)
    {
        var bar = _plot.Add.Rectangle(x - (width / 2), x + (width / 2), 0, y);
        bar.FillColor = Colour(style, style.IsReference ? 0.5 : 1);
        bar.LineWidth = 0;
        if (interval is null) return;
        var whisker = _plot.Add.Line(x, interval.Low, x, interval.High);
        whisker.Color = _ink;
        whisker.LineWidth = 2;
    }

    /// <summary>The picture. <paramref name="id"/> keeps its internal names apart from those of other pictures of the page.</summary>
    public Html Render(string id, string title)
    {
        var drawing = XDocument.Parse(_plot.GetSvgXml(_width, _height)).Root!;
        drawing.Descendants(_svg + "text").Remove();
        Rename(drawing, id);
        foreach (var line in drawing.Descendants().Where(one => one.Attribute("stroke") is not null))
            line.SetAttributeValue("stroke-dasharray", Dashes(line.Attribute("stroke")!.Value));
        foreach (var attribute in drawing.Descendants().Attributes())
            if (attribute.Name == "fill" || attribute.Name == "stroke") attribute.Value = Variable(attribute.Value);
        drawing.SetAttributeValue("width", null);
        drawing.SetAttributeValue("height", null);
        drawing.SetAttributeValue("viewBox", $"0 0 {_width} {_height}");
        drawing.SetAttributeValue("role", "img");
        drawing.AddFirst(new XElement(_svg + "title", title));
        foreach (var (at, text) in _x.Ticks) drawing.Add(Text(X(at), _height - Bottom + 17, "middle", text));
        foreach (var (at, text) in _y.Ticks) drawing.Add(Text(_left - 8, Y(at) + 4, "end", text));
        drawing.Add(Text(_left + ((_width - _left - Right) / 2.0), _height - 8, "middle", _x.Label, "label"));
        var label = Text(0, 0, "middle", _y.Label, "label");
        label.SetAttributeValue("transform", $"translate(13 {Number(Top + ((_height - Top - Bottom) / 2.0))}) rotate(-90)");
        drawing.Add(label);
        return Html.Trusted(drawing.ToString(SaveOptions.DisableFormatting).Replace("xmlns:xlink=\"http://www.w3.org/1999/xlink\"", ""));
    }

    private void Whisker(SeriesStyle style, double x1, double y1, double x2, double y2)
    {
        var whisker = _plot.Add.Line(x1, y1, x2, y2);
        whisker.Color = Colour(style, 0.6);
        whisker.LineWidth = 2;
    }

    private static ScottPlot.TickGenerators.NumericManual Ticks(Scale scale) =>
        new([.. scale.Ticks.Select(tick => tick.At)], [.. scale.Ticks.Select(_ => "")]);

    private double X(double at) => _left + ((at - _x.Low) / (_x.High - _x.Low) * (_width - _left - Right));

    private double Y(double at) => _height - Bottom - ((at - _y.Low) / (_y.High - _y.Low) * (_height - Top - Bottom));

    private static XElement Text(double x, double y, string anchor, string text, string? kind = null) => new(
        _svg + "text", kind is null ? null : new XAttribute("class", kind), new XAttribute("text-anchor", anchor),
        new XAttribute("x", Number(x)), new XAttribute("y", Number(y)), text);

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>A stand-in for the CSS variable <c>--cN</c>, and for the pattern of a line: Skia would draw the dashes one by one.</summary>
    private static Color Colour(SeriesStyle style, double alpha, int pattern = 0) =>
        new Color(0xF0, (byte)(0xF0 + pattern), (byte)(1 + style.Colour)).WithAlpha(alpha);

    /// <summary>Numbers the internal names from 1 in the order of the drawing; Skia numbers them across the process.</summary>
    private static void Rename(XElement drawing, string id)
    {
        var names = drawing.Descendants().Attributes("id").Select(attribute => attribute.Value).ToList();
        string New(string name) => $"{id}-{(names.IndexOf(name) + 1).ToString(CultureInfo.InvariantCulture)}";
        foreach (var attribute in drawing.Descendants().Attributes("id")) attribute.Value = New(attribute.Value);
        foreach (var attribute in drawing.Descendants().Attributes("clip-path"))
            attribute.Value = $"url(#{New(attribute.Value["url(#".Length..^1])})";
    }

    private static string? Dashes(string colour) => IsStandIn(colour) ? SeriesStyle.DashesOf(int.Parse(colour.AsSpan(4, 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture)) : null;

    private static bool IsStandIn(string colour) => colour.StartsWith("#F0F", StringComparison.OrdinalIgnoreCase);

    private static string Variable(string colour) => colour switch
    {
        "#010203" => "var(--axis)",
        "#040506" => "var(--grid)",
        _ when IsStandIn(colour) =>
            $"var(--c{Number(int.Parse(colour.AsSpan(5), NumberStyles.HexNumber, CultureInfo.InvariantCulture) - 1)})",
        _ => colour,
    };
}
