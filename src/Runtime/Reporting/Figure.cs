using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace MLSpec.Runtime.Reporting;

/// <summary>
/// One plot as SVG inside a page: text in the page's own font, colours from its CSS variables, so that it follows light and dark. Positions are given in the units of the two scales.
/// </summary>
internal sealed class Figure
{
    private const int Right = 14;
    private const int Top = 12;
    private const int Bottom = 48;
    private const double MarkerRadius = 3.6;

    private readonly Scale _x;
    private readonly Scale _y;
    private readonly int _width;
    private readonly int _height;
    private readonly Frame _frame;
    private readonly List<XElement> _marks = [];
    private readonly List<Reading> _readings = [];

    public Figure(Scale x, Scale y, int width = 480, int height = 310)
    {
        (_x, _y, _width, _height) = (x, y, width, height);
        var left = Math.Max(54, 28 + (7 * y.Ticks.Max(tick => tick.Text.Length)));
        _frame = new Frame(left, Top, width - left - Right, height - Top - Bottom);
    }

    /// <summary>A line; <paramref name="faint"/> for what stands behind another.</summary>
    /// <param name="isStep">Whether it keeps each point's height until the next point.</param>
    public void Line(SeriesStyle style, double[] x, double[] y, bool markers, bool faint = false, bool isStep = false)
    {
        var points = x.Zip(y, (across, upwards) => (X(across), Y(upwards))).ToArray();
        var path = new XElement(
            "path", new XAttribute("d", isStep ? Drawing.Steps(points) : Drawing.Through(points)), new XAttribute("fill", "none"),
            new XAttribute("stroke", style.Fill), new XAttribute("stroke-width", faint ? 1 : 2), new XAttribute("stroke-linejoin", "round"));
        if (SeriesStyle.DashesOf(style.Pattern) is { } dashes) path.SetAttributeValue("stroke-dasharray", dashes);
        if (faint) path.SetAttributeValue("opacity", "0.35");
        _marks.Add(path);
        if (!markers) return;
        foreach (var (across, upwards) in points.Where(point => double.IsFinite(point.Item2))) Mark(style, across, upwards, MarkerRadius);
    }

    /// <summary>A band between two curves.</summary>
    public void Band(SeriesStyle style, double[] x, double[] low, double[] high)
    {
        if (x.Length < 2) return;
        var there = x.Zip(high, (across, upwards) => (across, upwards));
        var back = x.Zip(low, (across, upwards) => (across, upwards)).Reverse();
        var outline = Drawing.Through(there.Concat(back).Where(point => double.IsFinite(point.upwards)).Select(point => (X(point.across), Y(point.upwards))));
        _marks.Add(new XElement("path", new XAttribute("d", outline + "Z"), new XAttribute("fill", style.Fill), new XAttribute("opacity", "0.2")));
    }

    /// <summary>A single mark with the intervals of its coordinates.</summary>
    public void Point(SeriesStyle style, double x, double y, Statistics.Interval? xInterval, Statistics.Interval? yInterval)
    {
        if (!double.IsFinite(x) || !double.IsFinite(y)) return;
        if (yInterval is not null) Segment(style.Fill, x, yInterval.Low, x, yInterval.High, "0.6");
        if (xInterval is not null) Segment(style.Fill, xInterval.Low, y, xInterval.High, y, "0.6");
        Mark(style, X(x), Y(y), MarkerRadius + 1);
    }

    /// <summary>A bar from zero, with its interval as a line.</summary>
    public void Bar(SeriesStyle style, double x, double width, double y, Statistics.Interval? interval)
    {
        if (!double.IsFinite(y)) return;
        Rectangle(x - (width / 2), x + (width / 2), Math.Min(0, y), Math.Max(0, y), new XAttribute("fill", style.Fill), style.IsReference ? new XAttribute("opacity", "0.5") : null);
        if (interval is not null) Segment("var(--axis)", x, interval.Low, x, interval.High);
    }

    /// <summary>A field of a heat map around a point, one unit wide and high.</summary>
    /// <param name="share">Where its value lies between the least and the greatest: in [0, 1].</param>
    /// <param name="text">The value as it is written into the field; empty where there is no room.</param>
    public void Field(double x, double y, double share, string text)
    {
        var percent = (100 * share).ToString("0.#", CultureInfo.InvariantCulture);
        Rectangle(x - 0.5, x + 0.5, y - 0.5, y + 0.5, new XAttribute("style", $"fill:color-mix(in oklab,var(--hot) {percent}%,var(--cold))"), new XAttribute("class", "field"));
        if (text.Length > 0) _marks.Add(Text(X(x), Y(y) + 4, "middle", text, share > 0.5 ? "on-hot" : "on-cold"));
    }

    /// <summary>The line on which both coordinates are equal.</summary>
    public void Diagonal() => _marks.Add(new XElement(
        "path", new XAttribute("d", Drawing.Through([(X(_x.Low), Y(_x.Low)), (X(_x.High), Y(_x.High))])), new XAttribute("class", "diagonal")));

    /// <summary>What the reader is told at a point, by pointer or by keyboard.</summary>
    /// <param name="series">The series in which the arrow keys go on from point to point.</param>
    public void Read(string series, double x, double y, string text)
    {
        if (double.IsFinite(x) && double.IsFinite(y)) _readings.Add(new Reading(series, X(x), Y(y), text));
    }

    /// <summary>The picture, and behind it what it tells where.</summary>
    public Html Render(string title)
    {
        var drawing = new XElement(
            "svg", new XAttribute("viewBox", $"0 0 {Drawing.Number(_width)} {Drawing.Number(_height)}"), new XAttribute("role", "img"), new XAttribute("class", "plot"),
            new XElement("title", Drawing.Legible(title)));
        drawing.Add(Ticks("grid", _x.Ticks.Select(tick => $"M{Drawing.Number(X(tick.At))} {Drawing.Number(_frame.Top)}v{Drawing.Number(_frame.Height)}")
            .Concat(_y.Ticks.Select(tick => $"M{Drawing.Number(_frame.Left)} {Drawing.Number(Y(tick.At))}h{Drawing.Number(_frame.Width)}"))));
        drawing.Add(_marks);
        drawing.Add(Ticks("axis", [$"M{Drawing.Number(_frame.Left)} {Drawing.Number(_frame.Top)}v{Drawing.Number(_frame.Height)}h{Drawing.Number(_frame.Width)}"]));
        foreach (var (at, text) in Legible(_x.Ticks)) drawing.Add(Text(X(at), _height - Bottom + 17, "middle", text));
        foreach (var (at, text) in _y.Ticks) drawing.Add(Text(_frame.Left - 8, Y(at) + 4, "end", text));
        drawing.Add(Text(_frame.Left + (_frame.Width / 2), _height - 8, "middle", _x.Label, "label"));
        var label = Text(0, 0, "middle", _y.Label, "label");
        label.SetAttributeValue("transform", $"translate(13 {Drawing.Number(_frame.Top + (_frame.Height / 2))}) rotate(-90)");
        drawing.Add(label);
        return Html.Trusted(drawing.ToString(SaveOptions.DisableFormatting) + Reading.Script(_readings));
    }

    /// <summary>As many ticks as have room side by side.</summary>
    private IEnumerable<(double At, string Text)> Legible(IReadOnlyList<(double At, string Text)> ticks)
    {
        var longest = ticks.Count == 0 ? 0 : ticks.Max(tick => tick.Text.Length);
        var stride = (int)Math.Max(1, Math.Ceiling(ticks.Count * ((7.0 * longest) + 6) / _frame.Width));
        return ticks.Where((_, i) => i % stride == 0);
    }

    private void Mark(SeriesStyle style, double x, double y, double radius) => _marks.Add(new XElement(
        "path", new XAttribute("class", "mark"), new XAttribute("d", style.Marker(x, y, radius)), new XAttribute("fill", style.Fill)));

    private void Segment(string colour, double x1, double y1, double x2, double y2, string? opacity = null)
    {
        double[] ends = [X(x1), Y(y1), X(x2), Y(y2)];
        if (!ends.All(double.IsFinite)) return;
        _marks.Add(new XElement(
            "path", new XAttribute("d", Drawing.Through([(ends[0], ends[1]), (ends[2], ends[3])])), new XAttribute("class", "interval"),
            new XAttribute("stroke", colour), opacity is null ? null : new XAttribute("opacity", opacity)));
    }

    private void Rectangle(double left, double right, double low, double high, params IEnumerable<XObject?> look) => _marks.Add(new XElement(
        "rect", new XAttribute("x", Drawing.Number(X(left))), new XAttribute("y", Drawing.Number(Y(high))),
        new XAttribute("width", Drawing.Number(X(right) - X(left))), new XAttribute("height", Drawing.Number(Y(low) - Y(high))), look));

    private double X(double at) => _frame.X(_x, at);

    private double Y(double at) => _frame.Y(_y, at);

    private static XElement Ticks(string kind, IEnumerable<string> lines) =>
        new("path", new XAttribute("class", kind), new XAttribute("d", new StringBuilder().AppendJoin("", lines).ToString()));

    private static XElement Text(double x, double y, string anchor, string text, string? kind = null) => new(
        "text", kind is null ? null : new XAttribute("class", kind), new XAttribute("text-anchor", anchor),
        new XAttribute("x", Drawing.Number(x)), new XAttribute("y", Drawing.Number(y)), Drawing.Legible(text));
}
