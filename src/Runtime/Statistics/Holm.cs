namespace MLSpec.Runtime.Statistics;

/// <summary>Several tests at one level.</summary>
public static class Holm
{
    /// <summary>
    /// The adjusted p-values of Holm's step-down procedure: with the k-th smallest of m multiplied by m - k + 1, made monotone and capped
    /// at 1. Rejecting
    /// those at most alpha keeps the probability of any false rejection at most alpha, whatever the dependence (Holm, "A simple
    /// sequentially rejective multiple test
    /// procedure", 1979).
    /// </summary>
    /// <param name="pValues">One of each test, in [0, 1].</param>
    /// <returns>In the order of the tests.</returns>
    public static double[] Adjust(IReadOnlyList<double> pValues)
    {
        var adjusted = new double[pValues.Count];
        var (left, largest) = (pValues.Count, 0.0);
        foreach (var i in Enumerable.Range(0, pValues.Count).OrderBy(i => pValues[i]))
        {
            largest = Math.Max(largest, Math.Min(left-- * pValues[i], 1));
            adjusted[i] = largest;
        }
        return adjusted;
    }
}
