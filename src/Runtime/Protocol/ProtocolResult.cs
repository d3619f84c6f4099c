using System.Text.Json.Serialization;
using MLSpec.Runtime.Control;
using MLSpec.Runtime.Statistics;

namespace MLSpec.Runtime.Protocol;

/// <summary>Everything that a protocol found, as written to <c>results.json</c>.</summary>
public sealed record ProtocolResult(
    string Name,
    string Doc,
    string Identity,
    IReadOnlyList<AxisResult> Axes,
    IReadOnlyList<MeasureResult> Measures,
    IReadOnlyList<ClaimResult> Claims,
    IReadOnlyList<TableResult> Tables,
    IReadOnlyList<PlotResult> Plots,
    IReadOnlyList<CellResult> Cells)
{
    /// <summary>The episodes that were played to be looked at.</summary>
    public IReadOnlyList<PictureResult> Pictures { get; init; } = [];
}

/// <summary>An episode as a picture shows it.</summary>
/// <param name="Name">The name in the spec.</param>
/// <param name="Title">What it shows, in words.</param>
/// <param name="At">The values of the grid at which it was played, where there are several pictures of this name.</param>
/// <param name="Episode">What happened.</param>
public sealed record PictureResult(string Name, string Title, IReadOnlyList<string> At, Episode Episode);

/// <summary>An axis and its values in the order of the grid.</summary>
public sealed record AxisResult(string Name, AxisKind Kind, string Unit, IReadOnlyList<string> Values);

/// <summary>A measure and what its numbers mean.</summary>
public sealed record MeasureResult(string Name, string Doc, string Unit, BoundKind Bound, string By)
{
    /// <summary>The bound in words; empty for a plain exact value.</summary>
    public string BoundWords => new Bound(Bound, By).Words;

    /// <summary>Whether the same run gives the same numbers again: not for a time.</summary>
    public bool IsReproducible { get; init; } = true;
}

/// <summary>One cell: coordinates in the order of the axes, values in the order of the measures.</summary>
public sealed record CellResult(IReadOnlyList<string> At, IReadOnlyList<double> Values)
{
    /// <summary>A hash of everything that the values depend on: method, parameters, data, seed, versions.</summary>
    public string Identity { get; init; } = "";

    /// <summary>The seed of its random numbers.</summary>
    public long Seed { get; init; }

    /// <summary>How its measurement ended; the values are NaN where there are none.</summary>
    public CellState State { get; init; } = CellState.Measured;

    /// <summary>What went wrong; empty where nothing did.</summary>
    public string Error { get; init; } = "";
}

/// <summary>What became of a cell.</summary>
public enum CellState
{
    /// <summary>Its values are there.</summary>
    Measured,

    /// <summary>It was not to be measured in this run and has not been before.</summary>
    Missing,

    /// <summary>It could not be measured.</summary>
    Failed,
}

/// <summary>A decided claim.</summary>
/// <param name="Verdict">With Holm's correction over the claims of the protocol that rest on replicates.</param>
public sealed record ClaimResult(string Text, string Source, Verdict Verdict, int Replicates, IReadOnlyList<ComparisonResult> Comparisons)
{
    /// <summary>Whether it speaks of the measured values alone, not of the worst case that they bound.</summary>
    public bool IsEmpirical { get; init; }

    /// <summary>Whether it compares trainings that were given different amounts of data and steps, and says so.</summary>
    public bool IsUnequal { get; init; }

    /// <summary>What the verdict would be if it were the only claim.</summary>
    public Verdict Alone { get; init; } = Verdict;

    /// <summary>The smallest level of significance at which it is decided, as the only claim; null where the values themselves decide.</summary>
    public double? PValue { get; init; }

    /// <summary>The same among all claims of the protocol, by Holm's procedure.</summary>
    public double? AdjustedPValue { get; init; }

    /// <summary>Over how many claims the verdict is corrected, this one among them.</summary>
    public int Family { get; init; } = 1;
}

/// <summary>A comparison of a claim: both sides, their difference (left - right) and its interval.</summary>
public sealed record ComparisonResult(
    double Left, Relation Relation, double Right, double Difference, Interval? Interval, double Confidence, string Unit, Verdict Verdict)
{
    /// <summary>The smallest level of significance at which the interval is on one side of zero; null where there is no interval.</summary>
    public double? PValue { get; init; }

    /// <summary>How many measured values both sides are made of.</summary>
    public int Values { get; init; }

    /// <summary>How many of them are missing: not a number, or never measured. Nothing is decided then.</summary>
    public int Missing { get; init; }
}

/// <summary>A table: one row per combination of the <see cref="By"/> axes, one estimate per column.</summary>
public sealed record TableResult(IReadOnlyList<string> By, IReadOnlyList<TableColumn> Columns, IReadOnlyList<TableRow> Rows);

/// <summary>What a column of a table summarises.</summary>
public sealed record TableColumn(string Statistic, string Measure, double Confidence);

/// <summary>A row: its coordinates and its estimates.</summary>
public sealed record TableRow(IReadOnlyList<string> At, IReadOnlyList<Estimate> Estimates);

/// <summary>A plot's data.</summary>
/// <param name="Statistic">What summarises the cells of one point; of several quantities all their statistics.</param>
public sealed record PlotResult(PlotKind Kind, PlotScale X, PlotScale Y, string Statistic, string? By, IReadOnlyList<PlotSeries> Series)
{
    /// <summary>What the colour of a heat map's fields stands for; null where nothing is coloured.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PlotScale? Value { get; init; }
}

/// <summary>An axis of a plot. With categories the positions of points are indices into them.</summary>
public sealed record PlotScale(string Label, string Unit, IReadOnlyList<string>? Categories);

/// <summary>The points of one quantity in one group.</summary>
/// <param name="Name">As the legend has it.</param>
public sealed record PlotSeries(string Name, IReadOnlyList<PlotPoint> Points)
{
    /// <summary>What is drawn.</summary>
    public string Measure { get; init; } = "";

    /// <summary>What summarises the cells of one point.</summary>
    public string Statistic { get; init; } = "";

    /// <summary>The value that the plot is split by; null where this is drawn once.</summary>
    public string? Group { get; init; }

    /// <summary>Whether it stands there for comparison.</summary>
    public bool IsReference { get; init; }
}

/// <summary>A point with the intervals of its coordinates, where they are estimates.</summary>
public sealed record PlotPoint(double X, Interval? XInterval, double Y, Interval? YInterval)
{
    /// <summary>The value that a heat map's field is coloured by.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Value { get; init; }

    /// <summary>Its interval.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Interval? ValueInterval { get; init; }
}
