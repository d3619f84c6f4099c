namespace MLSpec.Runtime.Protocol;

/// <summary>Turns measured values into tables, plots and decided claims.</summary>
internal sealed class Findings<TCell, TValues>(IReadOnlyList<TCell> cells, Sample<TCell, TValues> sample, Judge judge)
{
    /// <summary>The values of an axis in the order in which the grid first meets them.</summary>
    public Coordinate[] Values(Axis<TCell> axis) => [.. cells.Select(axis.Of).DistinctBy(value => value.Text)];

    /// <summary>Decides a claim.</summary>
    public ClaimResult Decide(Claim<TCell, TValues> claim)
    {
        var comparisons = new List<ComparisonResult>();
        var verdict = claim.That(sample).Decide(judge, comparisons);
        return new ClaimResult(claim.Text, claim.Source, verdict, sample.Replicates, comparisons) { IsEmpirical = claim.IsEmpirical };
    }

    /// <summary>Fills a table.</summary>
    public TableResult Tabulate(Table<TCell, TValues> table) => new(
        [.. table.By.Select(axis => axis.Name)],
        [.. Columns(table).Select(column => new TableColumn(column.Statistic.Name, column.Measure.Name, table.Confidence))],
        [.. Groups(table.By, cells).Select(at => new TableRow(
            at, [.. Columns(table).Select(c => Estimate(c.Statistic, c.Measure, In(table.By, at), table.Confidence))]))]);

    /// <summary>Computes a plot's points.</summary>
    public PlotResult Draw(Plot<TCell, TValues> plot)
    {
        var selected = plot.Where is { } where ? [.. cells.Where(where)] : cells;
        if (selected.Count == 0) throw new UserError($"a plot of {plot.Y.Name}: no cell of the grid satisfies its condition");
        Axis<TCell>[] by = plot.By is { } axis ? [axis] : [];
        return new PlotResult(
            plot.Kind, XScale(plot, selected), MeasureScale(plot.Statistic, plot.Y), plot.Statistic.Name, plot.By?.Name,
            [
                .. Groups(by, selected).Select(at => new PlotSeries(at.SingleOrDefault() ?? plot.Y.Name, Points(plot, by, at, selected))),
                .. plot.Beside.Select(other => new PlotSeries(other.Name, Points(plot with { Y = other }, [], [], selected))),
            ]);
    }

    private static PlotScale XScale(Plot<TCell, TValues> plot, IReadOnlyList<TCell> selected) => plot switch
    {
        { XMeasure: { } x } => MeasureScale(plot.Statistic, x),
        { X: { Kind: AxisKind.Text } x } => new PlotScale(x.Name, "", [.. selected.Select(cell => x.Of(cell).Text).Distinct()]),
        { X: { } x } => new PlotScale(x.Name, x.Unit.Symbol, null),
        _ => throw new ArgumentException("A plot needs an axis or a measure on its horizontal axis.", nameof(plot)),
    };

    private static PlotScale MeasureScale(Statistic statistic, Measure<TValues> measure) =>
        new($"{statistic.Name} {measure.Name}", measure.Unit.Symbol, null);

    private PlotPoint[] Points(Plot<TCell, TValues> plot, Axis<TCell>[] by, string[] at, IReadOnlyList<TCell> selected)
    {
        var inGroup = In(by, at);
        bool Selected(TCell cell) => inGroup(cell) && (plot.Where?.Invoke(cell) ?? true);
        if (plot.XMeasure is { } measure)
        {
            var (x, y) = (Of(measure, Selected), Of(plot.Y, Selected));
            return [new PlotPoint(x.Value, x.Interval, y.Value, y.Interval)];
        }
        var axis = plot.X!;
        var positions = selected.Select(axis.Of).DistinctBy(value => value.Text).ToArray();
        return [.. positions
            .Select((position, i) => (Position: position, X: axis.Kind == AxisKind.Text ? i : position.Number))
            .Where(point => selected.Any(cell => Selected(cell) && axis.Of(cell).Text == point.Position.Text))
            .OrderBy(point => point.X)
            .Select(point => (point.X, Y: Of(plot.Y, cell => Selected(cell) && axis.Of(cell).Text == point.Position.Text)))
            .Select(point => new PlotPoint(point.X, null, point.Y.Value, point.Y.Interval))];

        Estimate Of(Measure<TValues> of, Func<TCell, bool> where) => Estimate(plot.Statistic, of, where, plot.Confidence);
    }

    private Estimate Estimate(Statistic statistic, Measure<TValues> measure, Func<TCell, bool> where, double confidence) =>
        judge.Estimate(sample.Of(statistic, measure, where), statistic, confidence);

    private static IEnumerable<(Statistic Statistic, Measure<TValues> Measure)> Columns(Table<TCell, TValues> table) =>
        from measure in table.Measures from statistic in table.Statistics select (statistic, measure);

    private static string[][] Groups(IReadOnlyList<Axis<TCell>> by, IEnumerable<TCell> cells) =>
        [.. cells.Select(cell => by.Select(axis => axis.Of(cell).Text).ToArray()).DistinctBy(at => string.Join('\0', at))];

    private static Func<TCell, bool> In(IReadOnlyList<Axis<TCell>> by, string[] at) =>
        cell => by.Zip(at).All(pair => pair.First.Of(cell).Text == pair.Second);
}
