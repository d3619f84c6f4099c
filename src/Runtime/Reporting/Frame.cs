namespace MLSpec.Runtime.Reporting;

/// <summary>Where in a drawing a panel lies.</summary>
internal sealed record Frame(double Left, double Top, double Width, double Height)
{
    private const double Faint = 0.18;
    private const double Quiet = 0.75;

    public double X(Scale scale, double value) => Left + ((value - scale.Low) / (scale.High - scale.Low) * Width);

    public double Y(Scale scale, double value) => Top + Height - ((value - scale.Low) / (scale.High - scale.Low) * Height);

    /// <summary>Grid lines with their numbers, fewer where there is little room.</summary>
    public void Axes(Drawing drawing, Scale across, Scale upwards, bool hasSteps)
    {
        foreach (var (at, text) in Few(across, Width / 50))
        {
            drawing.Path($"M{Drawing.Number(X(across, at))} {Drawing.Number(Top)}v{Drawing.Number(Height)}", 1, Faint);
            if (hasSteps) drawing.Text(X(across, at), Top + Height + 16, "middle", text, Quiet);
        }
        foreach (var (at, text) in Few(upwards, Height / 24))
        {
            drawing.Path($"M{Drawing.Number(Left)} {Drawing.Number(Y(upwards, at))}h{Drawing.Number(Width)}", 1, Faint);
            drawing.Text(Left - 6, Y(upwards, at) + 4, "end", text, Quiet);
        }
    }

    private static IEnumerable<(double At, string Text)> Few(Scale scale, double most)
    {
        var stride = (int)Math.Ceiling(scale.Ticks.Count / Math.Max(2, most));
        return scale.Ticks.Where((_, i) => i % stride == 0);
    }
}
