namespace MLSpec.Runtime.Statistics;

/// <summary>Ranks of values.</summary>
public static class Ranks
{
    /// <summary>The ranks from 1 on, in the order of the values; equal values share the mean of their ranks.</summary>
    public static double[] Of(ReadOnlySpan<double> values)
    {
        var order = Order(values);
        var ranks = new double[values.Length];
        for (var start = 0; start < order.Length;)
        {
            var end = start + 1;
            while (end < order.Length && values[order[end]] == values[order[start]]) end++;
            for (var k = start; k < end; k++) ranks[order[k]] = (start + 1 + end) / 2.0;
            start = end;
        }
        return ranks;
    }

    /// <summary>The indices of the values from the smallest to the largest.</summary>
    internal static int[] Order(ReadOnlySpan<double> values)
    {
        var keys = values.ToArray();
        int[] order = [.. Enumerable.Range(0, keys.Length)];
        Array.Sort(keys, order);
        return order;
    }
}
