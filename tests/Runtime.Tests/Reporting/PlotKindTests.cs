using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using MLSpec.Runtime.Protocol;
using MLSpec.Runtime.Reporting;

namespace MLSpec.Runtime.Tests.Reporting;

/// <summary>What each kind of plot draws, and what it tells at its points.</summary>
public sealed class PlotKindTests
{
    [Fact]
    public void A_heat_map_has_a_field_for_each_value_and_none_where_there_is_none()
    {
        var svg = Drawn(SampleReport.Heatmap());
        var fields = svg.Elements("rect").ToArray();
        Assert.Equal(11, fields.Length);
        double[] x = [.. fields.Take(4).Select(field => Number(field, "x"))], y = [.. new[] { 0, 4, 7 }.Select(i => Number(fields[i], "y"))];
        Assert.Equal(x.Order(), x);
        Assert.Equal(y.OrderDescending(), y);
        Assert.Contains("var(--hot) 0%", (string?)fields[0].Attribute("style"));
        Assert.Contains("var(--hot) 100%", (string?)fields[10].Attribute("style"));
        Assert.Equal(["16", "32", "64", "128"], svg.Elements("text").Where(text => text.Attribute("class") is null && (string?)text.Attribute("text-anchor") == "middle").Select(text => text.Value));
        Assert.Equal(["0", "1", "2", "3", "10", "11", "13", "20", "21", "22", "23"], svg.Elements("text").Where(text => ((string?)text.Attribute("class"))?.StartsWith("on-", StringComparison.Ordinal) == true).Select(text => text.Value));
        var told = Told(SampleReport.Heatmap());
        Assert.Equal(["low", "mid", "high"], told.Select(series => series.Name));
        Assert.Equal("width 128: mean share 13 pt [12, 14]", told[1].Points[2].Text);
        Assert.Equal(Number(fields[10], "x") + (Number(fields[10], "width") / 2), told[2].Points[3].X, 0.11);
    }

    [Fact]
    public void Equal_values_are_in_the_middle_of_the_colours() => Assert.All(
        Drawn(SampleReport.Heatmap() with { Series = [new("", [new PlotPoint(1, null, 0, null) { Value = 3 }, new PlotPoint(2, null, 0, null) { Value = 3 }])] }).Elements("rect"),
        field => Assert.Contains("var(--hot) 50%", (string?)field.Attribute("style")));

    [Fact]
    public void A_roc_goes_in_steps_from_corner_to_corner_above_a_diagonal()
    {
        var svg = Drawn(SampleReport.Roc());
        var line = (string)svg.Elements("path").Single(path => (string?)path.Attribute("stroke") == "var(--c0)").Attribute("d")!;
        Assert.DoesNotContain('L', line);
        var (x0, y0) = Ends((string)Diagonal(svg).Attribute("d")!)[0];
        var (x1, y1) = Ends((string)Diagonal(svg).Attribute("d")!)[1];
        Assert.StartsWith($"M{x0} {y0}", line);
        Assert.EndsWith($"H{x1}V{y1}", line);
        Assert.Equal("false positives 50.0 %: 100.0 %", Told(SampleReport.Roc())[0].Points[3].Text);
        Assert.DoesNotContain(svg.Elements("path"), path => (string?)path.Attribute("class") == "mark");
    }

    [Fact]
    public void A_reliability_diagram_has_marks_bands_and_a_diagonal()
    {
        var svg = Drawn(SampleReport.Reliability());
        Assert.NotNull(Diagonal(svg));
        Assert.Equal(10, svg.Elements("path").Count(path => (string?)path.Attribute("class") == "mark"));
        Assert.Single(svg.Elements("path"), path => (string?)path.Attribute("opacity") == "0.2");
        Assert.Equal("confidence 5.0 %: 3.0 % [2.0, 5.0]", Told(SampleReport.Reliability())[0].Points[0].Text);
    }

    [Fact]
    public void Bars_stand_side_by_side_within_the_frame()
    {
        var plot = SampleReport.Plot(PlotKind.Bar, ["a", "b"], ["0", "0.1", "0.2"]);
        var svg = Drawn(plot);
        var frame = svg.Elements("path").Single(path => (string?)path.Attribute("class") == "axis");
        var left = double.Parse(((string)frame.Attribute("d")!)[1..].Split(' ')[0], CultureInfo.InvariantCulture);
        var bars = svg.Elements("rect").Select(bar => (From: Number(bar, "x"), To: Number(bar, "x") + Number(bar, "width"))).Order().ToArray();
        Assert.Equal(6, bars.Length);
        Assert.True(bars[0].From >= left && bars[^1].To <= 466.1);
        Assert.All(bars.Zip(bars.Skip(1)), pair => Assert.True(pair.First.To <= pair.Second.From + 0.11));
    }

    [Fact]
    public void What_is_no_number_is_not_drawn()
    {
        PlotPoint[] points = [new(0, null, 1, null), new(1, null, double.NaN, null), new(2, null, 3, new(double.NegativeInfinity, 4))];
        foreach (var kind in Enum.GetValues<PlotKind>())
        {
            var plot = SampleReport.Plot(kind, [], []) with { Series = [new("one", [.. points.Select(point => point with { Value = point.Y })])], Value = new("value", "", null) };
            Assert.DoesNotMatch("NaN|∞|Infinity", Drawn(plot).ToString());
        }
    }

    [Fact]
    public void What_a_point_tells_cannot_end_the_script_that_holds_it()
    {
        var plot = SampleReport.Plot(PlotKind.Points, ["</script><b>", "ok"], ["0"]);
        Assert.DoesNotContain("</script><b>", PlotFigure.Of(plot).ToString());
        Assert.Equal("</script><b>", Told(plot)[0].Name);
    }

    private static XElement Figure(PlotResult plot) => XElement.Parse(PlotFigure.Of(plot).ToString());

    private static XElement Drawn(PlotResult plot) => Figure(plot).Element("svg")!;

    private static (string Name, (double X, string Text)[] Points)[] Told(PlotResult plot) =>
    [
        .. JsonDocument.Parse(Figure(plot).Element("script")!.Value).RootElement.EnumerateArray().Select(series => (
            series[0].GetString()!, series.EnumerateArray().Skip(1).Select(point => (point[0].GetDouble(), point[2].GetString()!)).ToArray())),
    ];

    private static XElement Diagonal(XElement svg) => svg.Elements("path").Single(path => (string?)path.Attribute("class") == "diagonal");

    private static (string X, string Y)[] Ends(string path) => [.. path[1..].Split('L').Select(end => (end.Split(' ')[0], end.Split(' ')[1]))];

    private static double Number(XElement element, string attribute) => double.Parse((string)element.Attribute(attribute)!, CultureInfo.InvariantCulture);
}
