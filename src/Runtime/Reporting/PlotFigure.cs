using MLSpec.Runtime.Protocol;

namespace MLSpec.Runtime.Reporting;

/// <summary>A protocol's plot with its legend and caption.</summary>
internal static class PlotFigure
{
    public static Html Of(PlotResult plot)
    {
        var shape = PlotShape.Of(plot.Kind);
        var styles = SeriesStyle.Of(plot.Series);
        var caption = Caption(plot, shape);
        var isAlone = plot.By is null && plot.Series.Count == 1;
        var legend = isAlone || !shape.HasLegend ? [] : plot.Series.Zip(styles, (series, style) => (series.Name, style)).ToArray();
        return HtmlFigure.Framed(shape.Draw(plot, styles).Render(caption), legend, caption);
    }

    /// <summary>For example <c>iqm ret against wind by method; dashed, for comparison: planned</c>.</summary>
    private static string Caption(PlotResult plot, PlotShape shape)
    {
        string Names(bool references) => string.Join(", ", plot.Series
            .Where(series => series.IsReference == references).Select(series => $"{series.Statistic} {series.Measure}".Trim()).Distinct());
        if (plot.Value is { } value) return $"{value.Label} at {plot.X.Label} and {plot.Y.Label}";
        var others = Names(references: true);
        return $"{Names(references: false)} against {plot.X.Label}{(plot.By is null ? "" : $" by {plot.By}")}{(others.Length == 0 ? "" : $"; {shape.ReferenceWords}: {others}")}";
    }
}
