namespace MLSpec.Runtime.Protocol;

/// <summary>The shapes of plots.</summary>
public enum PlotKind
{
    Line,
    Points,
    Bar,
}

/// <summary>A plot: one point per value of X and By, with its interval.</summary>
/// <param name="Kind">The shape.</param>
/// <param name="X">The horizontal axis of the grid; null when <see cref="XMeasure"/> is set.</param>
/// <param name="Y">The measure on the vertical axis.</param>
/// <param name="By">The axis whose values get their own colours; null for one group.</param>
public sealed record Plot<TCell, TValues>(PlotKind Kind, Axis<TCell>? X, Measure<TValues> Y, Axis<TCell>? By)
{
    /// <summary>A measure on the horizontal axis: one point per group.</summary>
    public Measure<TValues>? XMeasure { get; init; }

    /// <summary>Other measures, for comparison: one group each, over all values of <see cref="By"/>.</summary>
    public IReadOnlyList<Measure<TValues>> Beside { get; init; } = [];

    /// <summary>What summarises the cells of one point.</summary>
    public Statistic Statistic { get; init; } = Statistic.Mean;

    /// <summary>Which cells take part; null for all.</summary>
    public Func<TCell, bool>? Where { get; init; }

    /// <summary>The level of the bands and bars.</summary>
    public double Confidence { get; init; } = 0.95;
}
