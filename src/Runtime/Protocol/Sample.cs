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

    /// <summary>The values of the selected cells, in the order of the cells.</summary>
    internal IEnumerable<double> Values(Measure<TValues> measure, Func<TCell, bool> where) =>
        _cells.Zip(_values[measure]).Where(pair => where(pair.First)).Select(pair => pair.Second);

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
    public Quantity Of(Statistic statistic, Measure<TValues> measure, Func<TCell, bool>? where = null)
    {
        var values = _values[measure];
        var byReplicate = new List<double>[_replicates];
        for (var r = 0; r < _replicates; r++) byReplicate[r] = [];
        var selected = 0;
        for (var i = 0; i < _cells.Count; i++)
        {
            if (where is not null && !where(_cells[i])) continue;
            byReplicate[_replicateOf[i]].Add(values[i]);
            selected++;
        }
        if (selected == 0) throw new UserError($"{statistic.Name} {measure.Name}: no cell of the grid satisfies the condition");
        double[][] pools = [.. byReplicate.Select(pool => pool.ToArray())];
        return new Quantity(replicates => Pooled(statistic, pools, replicates), measure.Unit);
    }

    private static double Pooled(Statistic statistic, double[][] pools, int[] replicates)
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
        return statistic.Of(pooled);
    }
}
