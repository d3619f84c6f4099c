using MLSpec.Runtime.Protocol;

namespace MLSpec.Runtime.Reporting;

/// <summary>An estimate in two runs; null where a run does not have it.</summary>
/// <param name="At">The row of the table, for example <c>method = plain, eps = 0.1</c>.</param>
/// <param name="What">The column's head.</param>
internal sealed record ComparedEstimate(string Protocol, string At, string What, Estimate? A, Estimate? B)
{
    /// <summary>Whether both runs report the very same numbers.</summary>
    public bool IsSame => A is not null && B is not null && A.Value.Equals(B.Value) && A.Interval == B.Interval && A.Unit == B.Unit;

    /// <summary>The second less the first; NaN where one is missing or the units differ.</summary>
    public double Difference => A is not null && B is not null && A.Unit == B.Unit ? B.Value - A.Value : double.NaN;

    /// <summary>How far the estimate moved, against the wider of the intervals where there are two: comparable between units.</summary>
    public double Size
    {
        get
        {
            var width = Math.Max(A?.Interval?.Width ?? 0, B?.Interval?.Width ?? 0);
            return Math.Abs(Difference) / (width > 0 ? width : Math.Max(Math.Abs(A?.Value ?? 0), double.Epsilon));
        }
    }

    /// <summary>Whether both have an interval in the same unit and these have no number in common.</summary>
    public bool AreApart => A?.Interval is { } a && B?.Interval is { } b && A.Unit == B.Unit && (a.High < b.Low || b.High < a.Low);

    /// <summary>What the intervals say of the move.</summary>
    public string Words => this switch
    {
        { A: null } => "only in B",
        { B: null } => "only in A",
        _ when A.Unit != B.Unit => "other unit",
        { A.Interval: null } or { B.Interval: null } => "no interval",
        _ => AreApart ? "intervals apart" : "intervals overlap",
    };

    /// <summary>The difference with its unit; empty where there is none.</summary>
    public string DifferenceText => double.IsNaN(Difference) ? "" : new Unit(A!.Unit).FormatDifference(Difference);
}
