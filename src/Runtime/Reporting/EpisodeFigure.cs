using System.Globalization;
using MLSpec.Runtime.Control;
using MLSpec.Runtime.Protocol;

namespace MLSpec.Runtime.Reporting;

/// <summary>
/// Pictures of an episode as SVG: what was seen, done and earned against the steps, and the state on its way. The same episode gives the same bytes.
/// </summary>
public static class EpisodeFigure
{
    private const double Left = 52;
    private const double Right = 14;

    /// <summary>Small multiples with a panel for each coordinate of what was seen and done, and one for the reward, over the same steps.</summary>
    public static string Series(Episode episode, string title)
    {
        const double Height = 74, Gap = 30, Top = 44;
        var panels = episode.Observation.Select(series => (series, IsHeld: false))
            .Concat(episode.Action.Append(episode.Reward).Select(series => (series, IsHeld: true))).ToArray();
        var columns = panels.Length switch { <= 4 => 1, <= 10 => 2, _ => 3 };
        var rows = (panels.Length + columns - 1) / columns;
        var width = columns == 1 ? 640.0 : 340;
        var drawing = new Drawing(columns * width, Top + (rows * (Height + Gap)) + 14, title);
        drawing.Text(Left, 18, "start", Words(episode));
        for (var i = 0; i < panels.Length; i++)
        {
            var frame = new Frame((i % columns * width) + Left, Top + (i / columns * (Height + Gap)), width - Left - Right, Height);
            var (series, isHeld) = panels[i];
            var steps = StepScale(episode);
            var scale = Scale.Numbers(series.Values, series.Name);
            frame.Axes(drawing, steps, scale, hasSteps: i + columns >= panels.Length);
            drawing.Text(frame.Left, frame.Top - 6, "start", series.Name);
            drawing.Path(Curve(frame, steps, scale, series, isHeld), 1.5, 1, Drawing.Accent);
        }
        return drawing.ToString();
    }

    /// <summary>
    /// The observation on its way, in time that passes as it did: one coordinate against the steps, two in their plane, with the reward below. Where nothing moves the picture, it shows the end.
    /// Null for more than two coordinates, and where one is not a finite number.
    /// </summary>
    public static string? Motion(Episode episode, string title)
    {
        if (episode.Observation.Count is not (1 or 2) || episode.Observation.Any(series => !series.Values.All(double.IsFinite))) return null;
        const double Width = 640;
        var isPlane = episode.Observation.Count == 2;
        var frame = isPlane ? new Frame(Left, 44, 420, 320) : new Frame(Left, 44, Width - Left - Right, 200);
        var below = new Frame(Left, frame.Top + frame.Height + (isPlane ? 72 : 54), Width - Left - Right, 50);
        var drawing = new Drawing(Width, below.Top + below.Height + 36, title);
        drawing.Text(Left, 18, "start", Words(episode));

        var steps = StepScale(episode);
        double[] times = [.. Enumerable.Range(0, episode.Observation[0].Values.Count).Select(step => (double)step)];
        var across = isPlane ? Scale.Numbers(episode.Observation[0].Values, episode.Observation[0].Name) : steps;
        var upwards = Scale.Numbers(episode.Observation[^1].Values, episode.Observation[^1].Name);
        frame.Axes(drawing, across, upwards, hasSteps: true);
        if (isPlane) drawing.Text(frame.Left + (frame.Width / 2), frame.Top + frame.Height + 32, "middle", across.Label);
        drawing.Text(frame.Left, frame.Top - 6, "start", upwards.Label);
        (double X, double Y)[] path =
        [
            .. (isPlane ? episode.Observation[0].Values : times).Zip(episode.Observation[^1].Values, (x, y) => (frame.X(across, x), frame.Y(upwards, y))),
        ];
        var rewards = Scale.Numbers(episode.Reward.Values, episode.Reward.Name);
        below.Axes(drawing, steps, rewards, hasSteps: true);
        drawing.Text(below.Left, below.Top - 6, "start", rewards.Label);
        drawing.Path(Curve(below, steps, rewards, episode.Reward, isHeld: true), 1.5, 1, Drawing.Accent);

        new MovingPoint(path, episode.Stopped).Draw(drawing, cursor: (below, [.. times.Select(time => below.X(steps, time))]));
        return drawing.ToString();
    }

    private static string Curve(Frame frame, Scale steps, Scale scale, EpisodeSeries series, bool isHeld)
    {
        var points = series.Values.Select((value, step) => (frame.X(steps, step), frame.Y(scale, value)));
        return isHeld
            ? Drawing.Steps(points.Concat(series.Values.TakeLast(1).Select(value => (frame.X(steps, series.Values.Count), frame.Y(scale, value)))))
            : Drawing.Through(points);
    }

    private static Scale StepScale(Episode episode) => Scale.Numbers([0, episode.Reward.Values.Count], "step");

    private static string Words(Episode episode)
    {
        var sum = episode.Reward.Values.Sum();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"return {Unit.None.Number(sum)} in {episode.Reward.Values.Count} steps, {(episode.Stopped ? "then stopped" : "to the horizon")}");
    }
}
