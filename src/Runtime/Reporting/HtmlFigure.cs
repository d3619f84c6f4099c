namespace MLSpec.Runtime.Reporting;

/// <summary>A picture with what explains it.</summary>
internal static class HtmlFigure
{
    public static Html Framed(Html picture, IReadOnlyList<(string Name, SeriesStyle Style)> legend, string caption) => Html.Of(
        $"<figure>{picture}{Legend(legend)}<figcaption>{caption}</figcaption></figure>");

    private static Html Legend(IReadOnlyList<(string Name, SeriesStyle Style)> series) => series.Count == 0 ? Html.None : Html.Of(
        $"<ul class=\"legend\">{Html.Lines(series.Select(one => Html.Of($"<li>{one.Style.Key()}{one.Name}</li>")))}</ul>");
}
