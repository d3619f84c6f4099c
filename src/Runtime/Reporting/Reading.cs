using System.Text.Json;

namespace MLSpec.Runtime.Reporting;

/// <summary>What a plot tells at a point: the page's script finds the point that is nearest to the pointer, or that the arrow keys have reached.</summary>
/// <param name="X">From the left edge of the picture, in its own units.</param>
/// <param name="Y">From its upper edge.</param>
internal sealed record Reading(string Series, double X, double Y, string Text)
{
    /// <summary>The readings as data for the page's script: <c>[[series, [x, y, text], ...], ...]</c>. The encoding escapes what has a meaning in HTML.</summary>
    public static string Script(IReadOnlyList<Reading> readings)
    {
        if (readings.Count == 0) return "";
        var series = readings.GroupBy(reading => reading.Series).Select(one => (object[])[
            one.Key, .. one.Select(reading => (object[])[Math.Round(reading.X, 1), Math.Round(reading.Y, 1), reading.Text])]);
        return $"<script type=\"application/json\" class=\"readings\">{JsonSerializer.Serialize(series)}</script>";
    }
}
