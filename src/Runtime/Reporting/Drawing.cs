using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace MLSpec.Runtime.Reporting;

/// <summary>
/// An SVG picture that stands in a page and as a file alike: it takes the page's colour of text, and as a file has one for light and one for dark. It needs no script and names nothing, so
/// that any number of them may stand side by side.
/// </summary>
internal sealed class Drawing
{
    /// <summary>The one colour beside that of the text, legible on light and on dark.</summary>
    public const string Accent = "#2a86cc";

    /// <summary>The selector <c>svg:root</c> holds for a file alone, since the root of a page is not an <c>svg</c>.</summary>
    private const string Colours =
        "svg:root{color:#1b1f24;background:#fff}@media (prefers-color-scheme:dark){svg:root{color:#e7eaed;background:#14171a}}";

    private static readonly XNamespace _svg = "http://www.w3.org/2000/svg";
    private readonly XElement _root;

    public Drawing(double width, double height, string title) => _root = new XElement(
        _svg + "svg", new XAttribute("viewBox", $"0 0 {Number(width)} {Number(height)}"), new XAttribute("role", "img"),
        new XAttribute("font-family", "system-ui, sans-serif"), new XAttribute("font-size", 12),
        new XElement(_svg + "title", Legible(title)), new XElement(_svg + "style", Colours));

    /// <summary>Text in the colour of the page.</summary>
    /// <param name="anchor">Where it is held: <c>start</c>, <c>middle</c> or <c>end</c>.</param>
    public void Text(double x, double y, string anchor, string text, double opacity = 1) => _root.Add(new XElement(
        _svg + "text", new XAttribute("x", Number(x)), new XAttribute("y", Number(y)), new XAttribute("text-anchor", anchor),
        new XAttribute("fill", "currentColor"), Opacity(opacity), Legible(text)));

    /// <summary>A line.</summary>
    /// <param name="moves">The elements that animate it.</param>
    public void Path(string data, double width, double opacity = 1, string colour = "currentColor", params IEnumerable<XObject> moves) => _root.Add(new XElement(
        _svg + "path", new XAttribute("d", data), new XAttribute("fill", "none"), new XAttribute("stroke", colour),
        new XAttribute("stroke-width", Number(width)), new XAttribute("stroke-linejoin", "round"), Opacity(opacity), moves));

    /// <summary>A disc, or with <paramref name="isRing"/> a ring.</summary>
    public void Circle(double x, double y, double radius, bool isRing, string colour = "currentColor", params IEnumerable<XObject> moves) => _root.Add(new XElement(
        _svg + "circle", new XAttribute("cx", Number(x)), new XAttribute("cy", Number(y)), new XAttribute("r", Number(radius)),
        new XAttribute("fill", isRing ? "none" : colour), isRing ? new XAttribute("stroke", colour) : null, moves));

    /// <summary>Moves an attribute through these values, at equal distances in time, for ever.</summary>
    public static XElement Animate(string attribute, IEnumerable<string> values, double seconds) =>
        Repeated(new XElement(_svg + "animate", new XAttribute("attributeName", attribute)), values, seconds);

    /// <summary>Moves the whole element through these translations, at equal distances in time, for ever.</summary>
    public static XElement Translate(IEnumerable<string> values, double seconds) => Repeated(
        new XElement(_svg + "animateTransform", new XAttribute("attributeName", "transform"), new XAttribute("type", "translate")), values, seconds);

    /// <summary>A line through points; it breaks where one is not finite.</summary>
    public static string Through(IEnumerable<(double X, double Y)> points) => Join(points, isStep: false);

    /// <summary>A line that keeps each point's height until the next point.</summary>
    public static string Steps(IEnumerable<(double X, double Y)> points) => Join(points, isStep: true);

    /// <summary>A coordinate: tenths are finer than what can be seen.</summary>
    public static string Number(double value) => (Math.Abs(value) < 0.05 ? 0 : value).ToString("0.#", CultureInfo.InvariantCulture);

    public override string ToString() => _root.ToString(SaveOptions.DisableFormatting);

    private static XElement Repeated(XElement animation, IEnumerable<string> values, double seconds)
    {
        animation.Add(
            new XAttribute("values", string.Join(";", values)), new XAttribute("dur", Number(seconds) + "s"), new XAttribute("repeatCount", "indefinite"));
        return animation;
    }

    private static string Join(IEnumerable<(double X, double Y)> points, bool isStep)
    {
        var text = new StringBuilder();
        var isDown = false;
        foreach (var (x, y) in points)
        {
            var isFinite = double.IsFinite(y);
            if (isStep && isDown) text.Append('H').Append(Number(x));
            if (isFinite) text.Append(!isDown ? $"M{Number(x)} {Number(y)}" : isStep ? $"V{Number(y)}" : $"L{Number(x)} {Number(y)}");
            isDown = isFinite;
        }
        return text.ToString();
    }

    private static XAttribute? Opacity(double opacity) =>
        opacity == 1 ? null : new XAttribute("opacity", opacity.ToString("0.##", CultureInfo.InvariantCulture));

    /// <summary>The text without what XML cannot hold.</summary>
    public static string Legible(string text) => string.Concat(text.Select(letter => XmlConvert.IsXmlChar(letter) ? letter : '\uFFFD'));
}
