using System.Xml.Linq;
using MLSpec.Runtime.Protocol;
using MLSpec.Runtime.Reporting;
using MLSpec.Runtime.Statistics;

namespace MLSpec.Runtime.Tests.Reporting;

/// <summary>Plots of several quantities, with references that do not change along what the plot is split by.</summary>
public sealed class PlotTests
{
    private static readonly Axis<Cell> _method = Axis<Cell>.Text("method", cell => cell.Method);
    private static readonly Axis<Cell> _wind = Axis<Cell>.Number("wind", cell => cell.Wind);
    private static readonly Axis<Cell> _seed = Axis<Cell>.Replicates("seed", cell => cell.Seed);
    private static readonly Measure<Values> _return = new("ret", new Unit("reward"), values => values.Return);
    private static readonly Measure<Values> _planned = new("planned", new Unit("reward"), values => values.Planned);
    private static readonly Measure<Values> _share = new("share", Unit.Fraction, values => values.Return / 100);
    private static readonly Measure<Values> _number = new("number", Unit.None, values => values.Return / 10);
    private static readonly Plotted<Values> _iqmReturn = new(Statistic.Iqm, _return);
    private static readonly Plotted<Values> _reference = new(Statistic.Iqm, _planned) { IsReference = true };

    private readonly record struct Cell(string Method, double Wind, int Seed);

    private readonly record struct Values(double Return, double Planned);

    private static readonly Cell[] _cells =
    [
        .. from method in new[] { "sac", "drsac" }
           from wind in new[] { 0.0, 0.1, 0.2 }
           from seed in Enumerable.Range(1, 4)
           select new Cell(method, wind, seed),
    ];

    /// <summary>The reference changes along the wind and from seed to seed, but not with the method.</summary>
    private static Values Measured(Cell cell) => new(
        (cell.Method == "sac" ? 60 - (400 * cell.Wind) : 55 - (50 * cell.Wind)) + (cell.Seed * cell.Seed), 62 - (30 * cell.Wind) + (cell.Seed * cell.Seed));

    private static PlotResult Drawn(Axis<Cell>? by, params Plotted<Values>[] y) => Drawn(PlotKind.Line, by, y);

    private static PlotResult Drawn(PlotKind kind, Axis<Cell>? by, params Plotted<Values>[] y) => Drawn(new Plot<Cell, Values>(kind, _wind, y, by));

    private static PlotResult Drawn(Plot<Cell, Values> plot)
    {
        var y = plot.Y;
        var measures = y.Select(one => one.Measure).Distinct();
        var sample = new Sample<Cell, Values>(_cells, _seed, measures.ToDictionary(m => m, m => _cells.Select(cell => m.Read(Measured(cell))).ToArray()));
        var judge = new Judge(new Bootstrap(4, "test", 200), hasReplicates: true, IntervalMethod.ExpandedPercentile, 0.95);
        return new Findings<Cell, Values>(_cells, sample, judge).Draw(plot);
    }

    /// <summary>The statistic of a field is that of its own cells: here of 4 seeds, whose squares 1, 4, 9, 16 have the middle 6.5.</summary>
    [Fact]
    public void A_map_has_a_field_for_each_pair_of_values_that_some_cell_has()
    {
        var map = Drawn(new Plot<Cell, Values>(PlotKind.Heatmap, _wind, [_iqmReturn], null) { Rows = _method, Where = cell => cell.Method == "sac" || cell.Wind > 0 });
        Assert.Equal(["sac", "drsac"], map.Series.Select(row => row.Name));
        Assert.Equal(["sac", "drsac"], map.Y.Categories);
        Assert.Equal(("wind", "iqm ret", "reward"), (map.X.Label, map.Value!.Label, map.Value.Unit));
        Assert.Equal([(0.0, 0.0, 66.5), (0.1, 0.0, 26.5), (0.2, 0.0, -13.5)], map.Series[0].Points.Select(point => (point.X, point.Y, Math.Round(point.Value!.Value, 9))));
        Assert.Equal([(0.1, 1.0, 56.5), (0.2, 1.0, 51.5)], map.Series[1].Points.Select(point => (point.X, point.Y, Math.Round(point.Value!.Value, 9))));
        Assert.All(map.Series.SelectMany(row => row.Points), point => Assert.True(point.ValueInterval!.Contains(point.Value!.Value)));
        Assert.Equal(5, XElement.Parse(PlotFigure.Of(map).ToString()).Element("svg")!.Elements("rect").Count());
    }

    [Fact]
    public void A_reference_is_drawn_once_and_what_is_split_once_for_each_value()
    {
        var plot = Drawn(_method, _iqmReturn, _reference);
        Assert.Equal(["sac", "drsac", "planned"], plot.Series.Select(series => series.Name));
        Assert.Equal([false, false, true], plot.Series.Select(series => series.IsReference));
        Assert.Equal(["sac", "drsac", null], plot.Series.Select(series => series.Group));
        Assert.All(plot.Series, series => Assert.Equal([0.0, 0.1, 0.2], series.Points.Select(point => point.X)));
        Assert.Equal("iqm ret", plot.Y.Label);
        Assert.Equal("reward", plot.Y.Unit);
    }

    /// <summary>Of 1, 4, 9, 16 the middle half is 4, 9; of the same values twice it would be 4, 4, 9, 9: also 6.5; the deviation tells the two apart.</summary>
    [Fact]
    public void What_does_not_change_does_not_count_twice()
    {
        var once = Drawn(_method, new Plotted<Values>(Statistic.StandardDeviation, _planned) { IsReference = true }, _iqmReturn).Series[0];
        Assert.All(once.Points, point => Assert.Equal(Math.Sqrt(129.0 / 3), point.Y, 1e-9));
        var pooled = Drawn(_method, _iqmReturn, new Plotted<Values>(Statistic.Mean, _return) { IsReference = true }).Series[2];
        Assert.Equal(7.5 + (((60 - 40) + (55 - 5)) / 2.0), pooled.Points[1].Y, 1e-9);
    }

    [Fact]
    public void Several_quantities_are_named_with_what_they_are_split_by()
    {
        Assert.Equal(["ret, sac", "ret, drsac", "planned, sac", "planned, drsac"], Names(Drawn(_method, _iqmReturn, new(Statistic.Iqm, _planned))));
        Assert.Equal(["iqm ret", "mean ret"], Names(Drawn(null, _iqmReturn, new(Statistic.Mean, _return))));
        Assert.Equal("iqm", Drawn(_method, _iqmReturn, new(Statistic.Iqm, _planned)).Y.Label);
    }

    [Fact]
    public void Shares_are_in_per_cent_where_all_are_shares()
    {
        Assert.Equal("fraction", Drawn(null, new Plotted<Values>(Statistic.Mean, _share)).Y.Unit);
        Assert.Equal("", Drawn(null, new Plotted<Values>(Statistic.Mean, _share), new(Statistic.Mean, _number)).Y.Unit);
    }

    [Fact]
    public void The_picture_has_a_line_and_a_legend_for_each_series_and_dashes_for_a_reference()
    {
        var picture = XElement.Parse(PlotFigure.Of(Drawn(_method, _iqmReturn, _reference)).ToString());
        var svg = picture.Elements().First();
        string[] Strokes(string colour) => [.. svg.Descendants().Where(one => (string?)one.Attribute("stroke") == $"var(--{colour})" && (string?)one.Attribute("fill") == "none")
            .Select(one => (string?)one.Attribute("stroke-dasharray") ?? "")];
        Assert.Equal([""], Strokes("c0"));
        Assert.Equal([""], Strokes("c1"));
        Assert.NotEqual("", Assert.Single(Strokes("c2")));
        Assert.Empty(Strokes("c3"));
        var keys = picture.Descendants("li").ToArray();
        Assert.Equal(["sac", "drsac", "planned"], keys.Select(key => key.Value));
        Assert.Equal([null, null, "7 5"], keys.Select(key => (string?)key.Descendants("path").Single().Attribute("stroke-dasharray")));
        Assert.EndsWith("iqm ret against wind by method; dashed, for comparison: iqm planned", picture.Element("figcaption")!.Value);
    }

    [Theory]
    [InlineData(PlotKind.Points)]
    [InlineData(PlotKind.Bar)]
    public void Other_kinds_hold_several_quantities_too(PlotKind kind) =>
        Assert.Equal(3, XElement.Parse(PlotFigure.Of(Drawn(kind, _method, _iqmReturn, _reference)).ToString()).Descendants("li").Count());

    private static IEnumerable<string> Names(PlotResult plot) => plot.Series.Select(series => series.Name);
}
