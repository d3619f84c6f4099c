using MLSpec.Runtime.Statistics;

namespace MLSpec.Runtime.Protocol;

/// <summary>Turns measured values into tables, plots and decided claims.</summary>
internal sealed class Findings<TCell, TValues>(IReadOnlyList<TCell> cells, Sample<TCell, TValues> sample, Judge judge)
{
    /// <summary>The parts that a performance profile's horizontal axis has.</summary>
    private const int Thresholds = 100;

    private readonly GroupedCells<TCell> _grid = new(cells);

    /// <summary>The values of an axis in the order in which the grid first meets them.</summary>
    public Coordinate[] Values(Axis<TCell> axis) => [.. cells.Select(axis.Of).DistinctBy(value => value.Text)];

    /// <summary>Decides the claims of a protocol together, with Holm's correction over those that rest on replicates.</summary>
    public ClaimResult[] Decide(IReadOnlyList<Claim<TCell, TValues>> claims)
    {
        var comparisons = claims.Select(_ => new List<ComparisonResult>()).ToArray();
        var evidence = claims.Select((claim, i) => claim.That(sample).Weigh(judge, comparisons[i])).ToArray();
        var adjusted = Holm.Adjust([.. evidence.Select(e => e.PValue)]);
        return [.. claims.Select((claim, i) =>
            new ClaimResult(claim.Text, claim.Source, evidence[i].At(judge.Alpha, judge.HasReplicates ? adjusted[i] : evidence[i].PValue), sample.Replicates, comparisons[i])
            {
                IsEmpirical = claim.IsEmpirical,
                IsUnequal = claim.IsUnequal,
                Alone = evidence[i].At(judge.Alpha, evidence[i].PValue),
                PValue = judge.HasReplicates ? evidence[i].PValue : null,
                AdjustedPValue = judge.HasReplicates ? adjusted[i] : null,
                Family = judge.HasReplicates ? claims.Count : 1,
            })];
    }

    /// <summary>Fills a table.</summary>
    public TableResult Tabulate(Table<TCell, TValues> table) => new(
        [.. table.By.Select(axis => axis.Name)],
        [.. Columns(table).Select(column => new TableColumn(column.Statistic.Name, column.Measure.Name, table.Confidence))],
        [.. _grid.Groups(table.By, _grid.All).Select(group => new TableRow(
            group.At, [.. Columns(table).Select(c => Estimate(c.Statistic, c.Measure, group.Cells, table.Confidence, table.Intervals))]))]);

    /// <summary>Computes a plot's points.</summary>
    public PlotResult Draw(Plot<TCell, TValues> plot)
    {
        var selected = _grid.Where(plot.Where);
        if (selected.Length == 0) throw new UserError($"a plot of {(plot.ProfileOf ?? plot.Y[0].Measure).Name}: no cell of the grid satisfies its condition");
        if (plot.ProfileOf is { } of) return Profile(plot, of, selected);
        if (plot.Rows is { } rows) return Map(plot, rows, selected);
        return new PlotResult(plot.Kind, XScale(plot, selected), YScale(plot), Statistics(plot.Y), plot.By?.Name, [.. plot.Y.SelectMany(y => Series(plot, y, selected))]);
    }

    /// <summary>
    /// The share of runs above each threshold between the smallest value and the largest, for each group: where one line is above another everywhere, its runs are better by any summary (Dolan and
    /// More, 2002; Agarwal et al., 2021).
    /// </summary>
    private PlotResult Profile(Plot<TCell, TValues> plot, Measure<TValues> of, int[] selected)
    {
        double[] values = [.. sample.Values(of, selected).Where(double.IsFinite)];
        double[] thresholds = values.Length == 0 ? []
            : values.Min() is var low && values.Max() is var high && low < high ? [.. Enumerable.Range(0, Thresholds + 1).Select(i => low + (high - low) * i / Thresholds)]
            : [values[0]];
        IReadOnlyList<Axis<TCell>> by = plot.By is null ? [] : [plot.By];
        return new PlotResult(
            plot.Kind, new PlotScale(of.Name, of.Unit.Symbol, null), new PlotScale("share of runs above", Unit.Fraction.Symbol, null), "share above", plot.By?.Name,
            [.. _grid.Groups(by, selected).Select(group => new PlotSeries(
                group.At.FirstOrDefault() ?? of.Name,
                [.. thresholds.Select(threshold => (X: threshold, Y: Estimate(Statistic.ShareAbove(threshold), of, group.Cells, plot.Confidence)))
                    .Select(point => new PlotPoint(point.X, null, point.Y.Value, point.Y.Interval))])
            {
                Measure = of.Name,
                Statistic = "share above",
                Group = group.At.FirstOrDefault(),
            })]);
    }

    /// <summary>A field for each pair of values of two axes that some cell has; a series for each row.</summary>
    private PlotResult Map(Plot<TCell, TValues> plot, Axis<TCell> rows, int[] selected)
    {
        var (across, value) = (plot.X ?? throw new ArgumentException("A map needs an axis of the grid on its horizontal axis.", nameof(plot)), plot.Y[0]);
        var (columns, lines) = (Positions(across, selected), Positions(rows, selected));
        PlotPoint Field(Position column, Position line, int[] here)
        {
            var estimate = Estimate(value.Statistic, value.Measure, here, plot.Confidence);
            return new PlotPoint(column.At, null, line.At, null) { Value = estimate.Value, ValueInterval = estimate.Interval };
        }
        var series =
            from line in lines
            let fields = _grid.By(across, line.Cells)
            select new PlotSeries(line.Text, [.. from column in columns where fields.ContainsKey(column.Text) select Field(column, line, fields[column.Text])])
            {
                Measure = value.Measure.Name,
                Statistic = value.Statistic.Name,
            };
        return new PlotResult(plot.Kind, AxisScale(across, selected), AxisScale(rows, selected), value.Statistic.Name, null, [.. series])
        {
            Value = new PlotScale(Words(value), value.Measure.Unit.Symbol, null),
        };
    }

    /// <summary>A value of an axis and where it stands: a number at itself, a text at its place.</summary>
    private sealed record Position(string Text, double At, int[] Cells);

    /// <summary>The values of an axis in their order.</summary>
    private Position[] Positions(Axis<TCell> axis, int[] selected) =>
    [
        .. _grid.Groups([axis], selected)
            .Select((group, i) => new Position(group.At[0], axis.Kind == AxisKind.Text ? i : axis.Of(cells[group.Cells[0]]).Number, group.Cells)).OrderBy(value => value.At),
    ];

    private PlotScale XScale(Plot<TCell, TValues> plot, int[] selected) => plot switch
    {
        { XMeasure: { } x } => new PlotScale(Words(x), x.Measure.Unit.Symbol, null),
        { X: { } x } => AxisScale(x, selected),
        _ => throw new ArgumentException("A plot needs an axis or a measure on its horizontal axis.", nameof(plot)),
    };

    private PlotScale AxisScale(Axis<TCell> axis, int[] selected) => axis.Kind == AxisKind.Text
        ? new PlotScale(axis.Name, "", [.. _grid.Groups([axis], selected).Select(group => group.At[0])])
        : new PlotScale(axis.Name, axis.Unit.Symbol, null);

    /// <summary>The one quantity that is drawn for its own sake, or, of several, the statistics alone. Shares are shown in per cent where all of them are shares.</summary>
    private static PlotScale YScale(Plot<TCell, TValues> plot)
    {
        var unit = plot.Y.Select(y => y.Measure.Unit).FirstOrDefault(unit => !unit.IsFraction) ?? Unit.Fraction;
        return new PlotScale(plot.Y.Where(y => !y.IsReference).ToArray() is [var only] ? Words(only) : Statistics(plot.Y), unit.Symbol, null);
    }

    private IEnumerable<PlotSeries> Series(Plot<TCell, TValues> plot, Plotted<TValues> y, int[] selected)
    {
        var own = plot.Y.Select(other => other.Statistic.Name).Distinct().Count() > 1 ? Words(y) : y.Measure.Name;
        PlotSeries Named(string name, string? group, int[][] alternatives) =>
            new(name, Points(plot, y, alternatives, selected)) { Measure = y.Measure.Name, Statistic = y.Statistic.Name, Group = group, IsReference = y.IsReference };
        if (plot.By is not { } by) return [Named(own, null, [selected])];
        var groups = _grid.Groups([by], selected);
        if (y.IsReference) return [Named(own, null, [.. groups.Select(group => group.Cells)])];
        var isAlone = plot.Y.Count(other => !other.IsReference) == 1;
        return groups.Select(group => Named(isAlone ? group.At[0] : $"{own}, {group.At[0]}", group.At[0], [group.Cells]));
    }

    /// <summary>A point for each value of the horizontal axis, of the cells of any of these groups.</summary>
    private PlotPoint[] Points(Plot<TCell, TValues> plot, Plotted<TValues> y, int[][] groups, int[] selected)
    {
        if (plot.XMeasure is { } measure)
        {
            var (at, up) = (Of(measure, groups), Of(y, groups));
            return [new PlotPoint(at.Value, at.Interval, up.Value, up.Interval)];
        }
        var byPosition = groups.Select(group => _grid.By(plot.X!, group)).ToArray();
        return [.. Positions(plot.X!, selected)
            .Select(position => (position.At, Here: byPosition.Where(group => group.ContainsKey(position.Text)).Select(group => group[position.Text]).ToArray()))
            .Where(point => point.Here.Length > 0)
            .Select(point => (point.At, Y: Of(y, point.Here)))
            .Select(point => new PlotPoint(point.At, null, point.Y.Value, point.Y.Interval))];

        Estimate Of(Plotted<TValues> of, int[][] here) => Estimate(of.Statistic, of.Measure, Once(of.Measure, here), plot.Confidence);
    }

    /// <summary>The cells of all groups; of one alone where the others have the very same values, so that what does not change does not count many times.</summary>
    private int[] Once(Measure<TValues> measure, int[][] groups) =>
        groups.Skip(1).All(group => sample.Values(measure, group).SequenceEqual(sample.Values(measure, groups[0]))) ? groups[0] : [.. groups.SelectMany(group => group).Order()];

    private static string Words(Plotted<TValues> y) => $"{y.Statistic.Name} {y.Measure.Name}";

    private static string Statistics(IReadOnlyList<Plotted<TValues>> all) => string.Join(", ", all.Select(y => y.Statistic.Name).Distinct());

    private Estimate Estimate(Statistic statistic, Measure<TValues> measure, int[] selected, double confidence, IntervalMethod? method = null) =>
        judge.Estimate(sample.Of(statistic, measure, selected), statistic, confidence, method);

    private static IEnumerable<(Statistic Statistic, Measure<TValues> Measure)> Columns(Table<TCell, TValues> table) =>
        from measure in table.Measures from statistic in table.Statistics select (statistic, measure);
}
