using System.Collections.Immutable;

namespace MLSpec.Verification.Search;

/// <summary>A box that is not settled yet.</summary>
/// <param name="OpenCases">The cases that may still have a point in it.</param>
/// <param name="IsWhole">A box of the property, not a part of one.</param>
internal sealed record Subproblem(double[] Low, double[] High, ImmutableArray<int> OpenCases, bool IsWhole)
{
    /// <summary>The halves along a dimension; null where no number lies between its bounds.</summary>
    public (Subproblem Lower, Subproblem Upper)? Halves(int dimension)
    {
        var middle = Low[dimension] + ((High[dimension] - Low[dimension]) / 2);
        if (middle <= Low[dimension] || middle >= High[dimension])
            return null;
        double[] high = [.. High], low = [.. Low];
        high[dimension] = low[dimension] = middle;
        return (this with { High = high, IsWhole = false }, this with { Low = low, IsWhole = false });
    }
}
