using MLSpec.Runtime.Statistics;

namespace MLSpec.Runtime.Protocol;

/// <summary>Turns measured values into tables, plots and decided claims.</summary>
internal sealed class Findings<TCell, TValues>(IReadOnlyList<TCell> cells, Sample<TCell, TValues> sample, Judge judge)
{
    /// <summary>The parts that a performance profile's horizontal axis has.</summary>
    private const int Thresholds = 100;

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
        [.. Groups(table.By, cells).Select(at => new TableRow(
            at, [.. Columns(table).Select(c => Estimate(c.Statistic, c.Measure, In(table.By, at), table.Confidence, table.Intervals))]))]);

    /// <summary>Computes a plot's points.</summary>
    public PlotResult Draw(Plot<TCell, TValues> plot)
    {
        var selected = plot.Where is { } where ? [.. cells.Where(where)] : cells;
        if (selected.Count == 0) throw new UserError($"a plot of {(plot.ProfileOf ?? plot.Y[0].Measure).Name}: no cell of the grid satisfies its condition");
        if (plot.ProfileOf is { } of) return Profile(plot, of, selected);
        if (plot.Rows is { } rows) return Map(plot, rows, selected);
        return new PlotResult(plot.Kind, XScale(plot, selected), YScale(plot), Statistics(plot.Y), plot.By?.Name, [.. plot.Y.SelectMany(y => Series(plot, y, selected))]);
    }

    /// <summary>
    /// The share of runs above each threshold between the smallest value and the largest, for each group: where one line is above another everywhere, its runs are better by any summary (Dolan and
    /// More, 2002; Agarwal et al., 2021).
    /// </summary>
    private PlotResult Profile(Plot<TCell, TValues> plot, Measure<TValues> of, IReadOnlyList<TCell> selected)
    {
        bool Shown(TCell cell) => plot.Where?.Invoke(cell) ?? true;
        double[] values = [.. sample.Values(of, Shown).Where(double.IsFinite)];
        double[] thresholds = values.Length == 0 ? []
            : values.Min() is var low && values.Max() is var high && low < high ? [.. Enumerable.Range(0, Thresholds + 1).Select(i => low + (high - low) * i / Thresholds)]
            : [values[0]];
        IReadOnlyList<Axis<TCell>> by = plot.By is null ? [] : [plot.By];
        return new PlotResult(
            plot.Kind, new PlotScale(of.Name, of.Unit.Symbol, null), new PlotScale("share of runs above", Unit.Fraction.Symbol, null), "share above", plot.By?.Name,
            [.. Groups(by, selected).Select(at => new PlotSeries(
                at.FirstOrDefault() ?? of.Name,
                [.. thresholds.Select(threshold => (X: threshold, Y: Estimate(Statistic.ShareAbove(threshold), of, cell => Shown(cell) && In(by, at)(cell), plot.Confidence)))
                    .Select(point => new PlotPoint(point.X, null, point.Y.Value, point.Y.Interval))])
            {
                Measure = of.Name,
                Statistic = "share above",
                Group = at.FirstOrDefault(),
            })]);
    }

    /// <summary>A field for each pair of values of two axes that some cell has; a series for each row.</summary>
    private PlotResult Map(Plot<TCell, TValues> plot, Axis<TCell> rows, IReadOnlyList<TCell> selected)
    {
        var (across, value) = (plot.X ?? throw new ArgumentException("A map needs an axis of the grid on its horizontal axis.", nameof(plot)), plot.Y[0]);
        var (columns, lines) = (Positions(across, selected), Positions(rows, selected));
        PlotPoint Field((string Text, double At) column, (string Text, double At) line, Func<TCell, bool> here)
        {
            var estimate = Estimate(value.Statistic, value.Measure, here, plot.Confidence);
            return new PlotPoint(column.At, null, line.At, null) { Value = estimate.Value, ValueInterval = estimate.Interval };
        }
        var series =
            from line in lines
            select new PlotSeries(line.Text,
            [
                .. from column in columns
                   let here = (Func<TCell, bool>)(cell => (plot.Where?.Invoke(cell) ?? true) && across.Of(cell).Text == column.Text && rows.Of(cell).Text == line.Text)
                   where selected.Any(here)
                   select Field(column, line, here),
            ])
            { Measure = value.Measure.Name, Statistic = value.Statistic.Name };
        return new PlotResult(plot.Kind, AxisScale(across, selected), AxisScale(rows, selected), value.Statistic.Name, null, [.. series])
        {
            Value = new PlotScale(Words(value), value.Measure.Unit.Symbol, null),
        };
    }

    /// <summary>The values of an axis in their order, with where they stand: a number at itself, a text at its place.</summary>
    private static (string Text, double At)[] Positions(Axis<TCell> axis, IReadOnlyList<TCell> selected) =>
    [
        .. selected.Select(axis.Of).DistinctBy(value => value.Text).Select((value, i) => (value.Text, At: axis.Kind == AxisKind.Text ? i : value.Number)).OrderBy(value => value.At),
    ];

    private static PlotScale XScale(Plot<TCell, TValues> plot, IReadOnlyList<TCell> selected) => plot switch
    {
        { XMeasure: { } x } => new PlotScale(Words(x), x.Measure.Unit.Symbol, null),
        { X: { } x } => AxisScale(x, selected),
        _ => throw new ArgumentException("A plot needs an axis or a measure on its horizontal axis.", nameof(plot)),
    };

    private static PlotScale AxisScale(Axis<TCell> axis, IReadOnlyList<TCell> selected) => axis.Kind == AxisKind.Text
        ? new PlotScale(axis.Name, "", [.. selected.Select(cell => axis.Of(cell).Text).Distinct()])
        : new PlotScale(axis.Name, axis.Unit.Symbol, null);

    /// <summary>The one quantity that is drawn for its own sake, or, of several, the statistics alone. Shares are shown in per cent where all of them are shares.</summary>
    private static PlotScale YScale(Plot<TCell, TValues> plot)
    {
        var unit = plot.Y.Select(y => y.Measure.Unit).FirstOrDefault(unit => !unit.IsFraction) ?? Unit.Fraction;
        return new PlotScale(plot.Y.Where(y => !y.IsReference).ToArray() is [var only] ? Words(only) : Statistics(plot.Y), unit.Symbol, null);
    }

    private IEnumerable<PlotSeries> Series(Plot<TCell, TValues> plot, Plotted<TValues> y, IReadOnlyList<TCell> selected)
    {
        var own = plot.Y.Select(other => other.Statistic.Name).Distinct().Count() > 1 ? Words(y) : y.Measure.Name;
        PlotSeries Named(string name, string? group, Func<TCell, bool>[] alternatives) =>
            new(name, Points(plot, y, alternatives, selected)) { Measure = y.Measure.Name, Statistic = y.Statistic.Name, Group = group, IsReference = y.IsReference };
        if (plot.By is not { } by) return [Named(own, null, [_ => true])];
        var groups = Groups([by], selected);
        if (y.IsReference) return [Named(own, null, [.. groups.Select(at => In([by], at))])];
        var isAlone = plot.Y.Count(other => !other.IsReference) == 1;
        return groups.Select(at => Named(isAlone ? at[0] : $"{own}, {at[0]}", at[0], [In([by], at)]));
    }

    /// <summary>A point for each value of the horizontal axis, of the cells of any of these groups.</summary>
    private PlotPoint[] Points(Plot<TCell, TValues> plot, Plotted<TValues> y, Func<TCell, bool>[] groups, IReadOnlyList<TCell> selected)
    {
        bool Shown(TCell cell) => plot.Where?.Invoke(cell) ?? true;
        if (plot.XMeasure is { } measure)
        {
            var (at, up) = (Of(measure, Shown), Of(y, Shown));
            return [new PlotPoint(at.Value, at.Interval, up.Value, up.Interval)];
        }
        var axis = plot.X!;
        return [.. selected.Select(axis.Of).DistinctBy(value => value.Text)
            .Select((position, i) => (X: axis.Kind == AxisKind.Text ? i : position.Number, Here: (Func<TCell, bool>)(cell => Shown(cell) && axis.Of(cell).Text == position.Text)))
            .Where(point => selected.Any(cell => point.Here(cell) && groups.Any(group => group(cell))))
            .OrderBy(point => point.X)
            .Select(point => (point.X, Y: Of(y, point.Here)))
            .Select(point => new PlotPoint(point.X, null, point.Y.Value, point.Y.Interval))];

        Estimate Of(Plotted<TValues> of, Func<TCell, bool> where) => Estimate(of.Statistic, of.Measure, Once(of.Measure, groups, where), plot.Confidence);
    }

    /// <summary>The cells of all groups; of one alone where the others have the very same values, so that what does not change does not count many times.</summary>
    private Func<TCell, bool> Once(Measure<TValues> measure, Func<TCell, bool>[] groups, Func<TCell, bool> where)
    {
        var inhabited = groups.Select(group => (Func<TCell, bool>)(cell => group(cell) && where(cell))).Where(group => cells.Any(group)).ToArray();
        return inhabited.Skip(1).All(group => sample.Values(measure, group).SequenceEqual(sample.Values(measure, inhabited[0])))
            ? inhabited[0]
            : cell => inhabited.Any(group => group(cell));
    }

    private static string Words(Plotted<TValues> y) => $"{y.Statistic.Name} {y.Measure.Name}";

    private static string Statistics(IReadOnlyList<Plotted<TValues>> all) => string.Join(", ", all.Select(y => y.Statistic.Name).Distinct());

    private Estimate Estimate(Statistic statistic, Measure<TValues> measure, Func<TCell, bool> where, double confidence, IntervalMethod? method = null) =>
        judge.Estimate(sample.Of(statistic, measure, where), statistic, confidence, method);

    private static IEnumerable<(Statistic Statistic, Measure<TValues> Measure)> Columns(Table<TCell, TValues> table) =>
        from measure in table.Measures from statistic in table.Statistics select (statistic, measure);

    private static string[][] Groups(IReadOnlyList<Axis<TCell>> by, IEnumerable<TCell> cells) =>
        [.. cells.Select(cell => by.Select(axis => axis.Of(cell).Text).ToArray()).DistinctBy(at => string.Join('\0', at))];

    private static Func<TCell, bool> In(IReadOnlyList<Axis<TCell>> by, string[] at) =>
        cell => by.Zip(at).All(pair => pair.First.Of(cell).Text == pair.Second);
}
