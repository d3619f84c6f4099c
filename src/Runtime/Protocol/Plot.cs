namespace MLSpec.Runtime.Protocol;

/// <summary>The shapes of plots.</summary>
public enum PlotKind
{
    /// <summary>A line over the horizontal axis with a band.</summary>
    Line,

    /// <summary>A mark with the intervals of both coordinates.</summary>
    Points,

    /// <summary>A bar from zero.</summary>
    Bar,

    /// <summary>Fields over two axes, coloured by a third quantity.</summary>
    Heatmap,

    /// <summary>The rate of true positives against that of false ones, as the threshold falls.</summary>
    Roc,

    /// <summary>How often a prediction of this confidence is right.</summary>
    Reliability,
}

/// <summary>A plot: one point per quantity and value of X and By, with its interval.</summary>
/// <param name="Kind">The shape.</param>
/// <param name="X">The horizontal axis of the grid; null when <see cref="XMeasure"/> or <see cref="ProfileOf"/> is set.</param>
/// <param name="Y">What is drawn; the units agree. Empty for a profile.</param>
/// <param name="By">The axis whose values get their own colours; null for one group.</param>
public sealed record Plot<TCell, TValues>(PlotKind Kind, Axis<TCell>? X, IReadOnlyList<Plotted<TValues>> Y, Axis<TCell>? By)
{
    /// <summary>A quantity on the horizontal axis: one point per group.</summary>
    public Plotted<TValues>? XMeasure { get; init; }

    /// <summary>The measure whose performance profile is drawn, with thresholds on the horizontal axis; null for any other plot.</summary>
    public Measure<TValues>? ProfileOf { get; init; }

    /// <summary>The vertical axis of the grid, where <see cref="Y"/> is one quantity that is shown as a colour; else null.</summary>
    public Axis<TCell>? Rows { get; init; }

    /// <summary>Which cells take part; null for all.</summary>
    public Func<TCell, bool>? Where { get; init; }

    /// <summary>The level of the bands and bars.</summary>
    public double Confidence { get; init; } = 0.95;
}

/// <summary>A quantity of a plot.</summary>
/// <param name="Statistic">What summarises the cells of one point.</param>
/// <param name="Measure">What is summarised.</param>
public sealed record Plotted<TValues>(Statistic Statistic, Measure<TValues> Measure)
{
    /// <summary>Drawn once, for comparison, and not for each value of the plot's <c>By</c>. Where it does not change along that, one value's cells are enough; else all are pooled.</summary>
    public bool IsReference { get; init; }
}
