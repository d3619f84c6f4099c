namespace MLSpec.Runtime.Protocol;

/// <summary>The measured values of a grid, ready for statistics that resample its replicates.</summary>
public sealed class Sample<TCell, TValues>
{
    private readonly IReadOnlyList<TCell> _cells;
    private readonly int[] _replicateOf;
    private readonly int _replicates;
    private readonly IReadOnlyDictionary<Measure<TValues>, double[]> _values;

    /// <param name="cells">All cells.</param>
    /// <param name="replicate">The axis of repetitions; null when there is none (all cells are then one replicate).</param>
    /// <param name="values">For each measure the value of each cell, in the order of the cells.</param>
    internal Sample(IReadOnlyList<TCell> cells, Axis<TCell>? replicate, IReadOnlyDictionary<Measure<TValues>, double[]> values)
    {
        _cells = cells;
        _values = values;
        var numbers = cells.Select(cell => replicate?.Of(cell).Number ?? 0).ToArray();
        var distinct = numbers.Distinct().Order().ToArray();
        _replicates = distinct.Length;
        _replicateOf = [.. numbers.Select(number => Array.BinarySearch(distinct, number))];
    }

    /// <summary>How many replicates there are.</summary>
    public int Replicates => _replicates;

    /// <summary>The values of some cells, given by their indices.</summary>
    internal IEnumerable<double> Values(Measure<TValues> measure, int[] selected) => selected.Select(i => _values[measure][i]);

    /// <summary>The mean over the selected cells; replicates count as often as they are drawn.</summary>
    public Quantity Mean(Measure<TValues> measure, Func<TCell, bool>? where = null) => Of(Statistic.Mean, measure, where);

    /// <summary>The median over the selected cells.</summary>
    public Quantity Median(Measure<TValues> measure, Func<TCell, bool>? where = null) => Of(Statistic.Median, measure, where);

    /// <summary>The interquartile mean over the selected cells.</summary>
    public Quantity Iqm(Measure<TValues> measure, Func<TCell, bool>? where = null) => Of(Statistic.Iqm, measure, where);

    /// <summary>The standard deviation over the selected cells.</summary>
    public Quantity StandardDeviation(Measure<TValues> measure, Func<TCell, bool>? where = null) =>
        Of(Statistic.StandardDeviation, measure, where);

    /// <summary>A statistic of one measure, pooled over the selected cells.</summary>
    /// <exception cref="UserError">No cell is selected.</exception>
    public Quantity Of(Statistic statistic, Measure<TValues> measure, Func<TCell, bool>? where = null) => Of(statistic, measure, Selected(where ?? (_ => true)));

    /// <summary>A statistic of one measure, pooled over some cells, given by their indices in ascending order.</summary>
    internal Quantity Of(Statistic statistic, Measure<TValues> measure, int[] selected)
    {
        var (pools, values) = Pools(measure, selected);
        if (values.Length == 0) throw new UserError($"{statistic.Name} {measure.Name}: no cell of the grid satisfies the condition");
        return new Quantity(replicates => Pooled(pools, replicates, statistic.Of), statistic.Unit ?? measure.Unit)
        {
            Values = values.Length,
            Missing = values.Count(double.IsNaN),
        };
    }

    /// <summary>
    /// A contrast of the cells of one side with those of the other. Where several axes are pooled, sides are compared within each
    /// combination of their values, and the mean of these contrasts is taken, so
    /// that easy conditions are not compared with hard ones (Agarwal et al., 2021).
    /// </summary>
    /// <param name="strata">The axes whose values both sides share.</param>
    /// <exception cref="UserError">No cell is selected on a side, or the two sides share no values.</exception>
    public Quantity Of(
        Contrast contrast, Measure<TValues> measure, Func<TCell, bool> left, Func<TCell, bool> right, params Axis<TCell>[] strata)
    {
        var pairs = _cells.Select(cell => string.Join('\0', strata.Select(axis => axis.Of(cell).Text))).Distinct()
            .Select(at => (Left: Pools(measure, Selected(cell => left(cell) && Is(cell, at))), Right: Pools(measure, Selected(cell => right(cell) && Is(cell, at)))))
            .Where(pair => pair.Left.Values.Length > 0 && pair.Right.Values.Length > 0)
            .ToArray();
        if (pairs.Length == 0) throw new UserError($"{contrast.Name} {measure.Name}: no cells of the grid can be compared under the condition");
        double At(int[] replicates) => pairs.Average(pair => Contrasted(contrast, pair.Left.Pools, pair.Right.Pools, replicates));
        double[] values = [.. pairs.SelectMany(pair => pair.Left.Values.Concat(pair.Right.Values))];
        return new Quantity(At, Unit.Fraction)
        {
            Values = values.Length,
            Missing = values.Count(double.IsNaN),
            Noise = replicates => LeastDeviation(At(replicates), replicates.Length),
        };

        bool Is(TCell cell, string at) => string.Join('\0', strata.Select(axis => axis.Of(cell).Text)) == at;
    }

    /// <summary>
    /// The standard deviation of a share of n trials, with two of each outcome added to what was seen (Agresti and Coull, 1998): that of a
    /// probability of improvement is at most that of a share, P (1 - P) / n
    /// (Birnbaum and Klose, 1957). Resamples alone would take two sides that do not overlap for certain.
    /// </summary>
    private static double LeastDeviation(double probability, int n)
    {
        var share = (n * probability + 2) / (n + 4);
        return Math.Sqrt(share * (1 - share) / n);
    }

    private static double Contrasted(Contrast contrast, double[][] left, double[][] right, int[] replicates) =>
        Pooled(left, replicates, x =>
        {
            double[] values = [.. x];
            return Pooled(right, replicates, y => contrast.Of(values, y));
        });

    private int[] Selected(Func<TCell, bool> where) => [.. Enumerable.Range(0, _cells.Count).Where(i => where(_cells[i]))];

    /// <summary>The selected values of each replicate, and all of them.</summary>
    private (double[][] Pools, double[] Values) Pools(Measure<TValues> measure, int[] selected)
    {
        var values = _values[measure];
        var byReplicate = selected.ToLookup(i => _replicateOf[i], i => values[i]);
        return ([.. Enumerable.Range(0, _replicates).Select(r => byReplicate[r].ToArray())], [.. selected.Select(i => values[i])]);
    }

    private static double Pooled(double[][] pools, int[] replicates, Statistic.Summarise summarise)
    {
        var count = 0;
        foreach (var r in replicates) count += pools[r].Length;
        Span<double> pooled = count <= 256 ? stackalloc double[count] : new double[count];
        var next = 0;
        foreach (var r in replicates)
        {
            pools[r].CopyTo(pooled[next..]);
            next += pools[r].Length;
        }
        return summarise(pooled);
    }
}
