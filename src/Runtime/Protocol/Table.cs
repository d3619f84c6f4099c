using MLSpec.Runtime.Statistics;

namespace MLSpec.Runtime.Protocol;

/// <summary>A reported table: statistics of measures by groups of cells, each with a confidence interval.</summary>
/// <param name="Statistics">The columns of each measure.</param>
/// <param name="Measures">What is summarised.</param>
/// <param name="By">The axes whose combinations are the rows; the other axes are pooled.</param>
public sealed record Table<TCell, TValues>(
    IReadOnlyList<Statistic> Statistics, IReadOnlyList<Measure<TValues>> Measures, IReadOnlyList<Axis<TCell>> By)
{
    /// <summary>The level of the intervals.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>How the intervals are found; null for as the protocol has it.</summary>
    public IntervalMethod? Intervals { get; init; }
}
