using MLSpec.Dsl.Lowering.Ir;

namespace MLSpec.Generators.Emission;

/// <summary>How many rows a mean takes at once.</summary>
internal static class RowChunk
{
    /// <summary>The rows that are usual fit in memory up to this size of a tensor for one of them.</summary>
    private const long UsualSize = 2048;

    /// <summary>What a size counts that parameters decide.</summary>
    private const long UnknownExtent = 256;

    /// <summary><c>chunk: Evaluation.ChunkOf(9, p.Width)</c> by the largest tensor of a row, or null where the usual number of rows will do.</summary>
    public static string? Of(FunctionGraph row, Func<Extent, Code> host)
    {
        var largest = MethodSignature.Nodes(row)
            .Where(n => n.Axes.Any(a => a.Kind == AxisKind.Batch))
            .Select(n => n.Axes.Select(a => a.Extent).OfType<Extent>().Concat(n.Shape).Select(e => (Extent: e, Text: host(e).Text)).ToList())
            .OrderByDescending(dimensions => Size(dimensions.Select(d => d.Extent)))
            .ThenBy(dimensions => string.Join(",", dimensions.Select(d => d.Text)), StringComparer.Ordinal)
            .FirstOrDefault();
        return largest is null || Size(largest.Select(d => d.Extent)) <= UsualSize
            ? null
            : $"chunk: {Code.Call("Evaluation.ChunkOf", [.. largest.Select(d => d.Text)])}";
    }

    private static long Size(IEnumerable<Extent> extents) =>
        extents.Aggregate(1L, (product, extent) => product * (extent is FixedExtent known ? known.Value : UnknownExtent));
}
