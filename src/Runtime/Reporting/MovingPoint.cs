using System.Globalization;
using System.Xml.Linq;

namespace MLSpec.Runtime.Reporting;

/// <summary>A point that goes along a path, a step at a time, leaves a trail, rests at the end, and starts again.</summary>
internal sealed class MovingPoint((double X, double Y)[] path, bool stopped)
{
    private readonly int _rest = Math.Max(1, path.Length / 8);

    /// <summary>How long one way takes, with its rest.</summary>
    private double Seconds => Math.Clamp((path.Length - 1) * 0.08, 3, 12) * (path.Length - 1 + _rest) / Math.Max(1, path.Length - 1);

    /// <summary>Draws the path faintly, its ends, and what moves: the point, its trail, and a cursor through the steps of another panel.</summary>
    public void Draw(Drawing drawing, (Frame In, double[] At) cursor)
    {
        var line = Drawing.Through(path);
        drawing.Path(line, 1.5, 0.3);
        if (Travelled() is { } travelled)
            drawing.Path(
                line, 2, 1, Drawing.Accent,
                new XAttribute("pathLength", 1), new XAttribute("stroke-dasharray", "1 1"), new XAttribute("stroke-dashoffset", 0),
                Drawing.Animate("stroke-dashoffset", Resting(travelled.Select(share => (1 - share).ToString("0.####", CultureInfo.InvariantCulture))), Seconds));
        var (start, end) = (path[0], path[^1]);
        drawing.Circle(start.X, start.Y, 5, isRing: true);
        drawing.Text(start.X + 9, start.Y - 7, "start", "start");
        if (stopped) drawing.Path($"M{Drawing.Number(end.X - 5)} {Drawing.Number(end.Y - 5)}l10 10m0 -10l-10 10", 2);
        drawing.Circle(
            end.X, end.Y, 6, isRing: false, Drawing.Accent,
            Drawing.Animate("cx", Resting(path.Select(point => Drawing.Number(point.X))), Seconds),
            Drawing.Animate("cy", Resting(path.Select(point => Drawing.Number(point.Y))), Seconds));
        drawing.Path(
            $"M0 {Drawing.Number(cursor.In.Top)}v{Drawing.Number(cursor.In.Height)}", 1.5, 0.8, "currentColor",
            new XAttribute("transform", $"translate({Drawing.Number(cursor.At[^1])} 0)"),
            Drawing.Translate(Resting(cursor.At.Select(x => Drawing.Number(x) + " 0")), Seconds));
    }

    /// <summary>The last value stands for a while.</summary>
    private IEnumerable<string> Resting(IEnumerable<string> values)
    {
        string[] all = [.. values];
        return all.Concat(Enumerable.Repeat(all[^1], _rest));
    }

    /// <summary>Which share of the path's length lies behind each point; null where it has none.</summary>
    private double[]? Travelled()
    {
        var lengths = new double[path.Length];
        for (var i = 1; i < path.Length; i++)
            lengths[i] = lengths[i - 1] + Math.Sqrt(Math.Pow(path[i].X - path[i - 1].X, 2) + Math.Pow(path[i].Y - path[i - 1].Y, 2));
        return lengths[^1] > 0 ? [.. lengths.Select(length => length / lengths[^1])] : null;
    }
}
