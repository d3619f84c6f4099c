namespace MLSpec.Runtime.Data;

/// <summary>Passes over rows in their order, for exact evaluation in bounded memory.</summary>
public static class Batches
{
    /// <summary>
    /// Views of consecutive chunks that together are all rows; the last may be smaller. A chunk is valid until the next is asked for.
    /// </summary>
    public static IEnumerable<TRows> InOrder<TRows>(TRows rows, int size) where TRows : IRows<TRows>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        return Chunks(rows, size);
    }

    private static IEnumerable<TRows> Chunks<TRows>(TRows rows, int size) where TRows : IRows<TRows>
    {
        var count = rows.Count();
        for (long start = 0; start < count; start += size)
        {
            var chunk = rows.Slice(start, Math.Min(size, count - start));
            yield return chunk;
            Rows.Dispose(chunk);
        }
    }
}
