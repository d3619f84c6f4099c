using System.Diagnostics;
using System.Numerics;
using MLSpec.Runtime.Data;
using MLSpec.Runtime.Random;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Protocol;

/// <summary>Exact means, and worst means, over all rows of a split, in chunks: so many rows at once, fewer where a row takes much memory.</summary>
public static class Evaluation
{
    private const int UsualChunk = 4096;
    private const long LargestTensor = 1L << 23;

    /// <summary>How long a measure that is timed is repeated at most.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(0.25);

    /// <summary>
    /// How many rows at once where the largest tensor has these dimensions for each of them: so many that it takes at most 32 MiB in float32, a power of two from 1 to 4096.
    /// </summary>
    public static int ChunkOf(params ReadOnlySpan<long> dimensions)
    {
        var rows = LargestTensor;
        foreach (var dimension in dimensions)
            rows /= Math.Max(dimension, 1);
        return (int)Math.Min(1L << BitOperations.Log2((ulong)Math.Max(rows, 1)), UsualChunk);
    }

    /// <summary>
    /// A measured value and the wall time that it takes, in seconds a row. What is quick is measured again and again for a quarter of a second, and the fastest time counts, so that
    /// what happens once (a compilation, a cache) does not.
    /// </summary>
    /// <param name="rows">The rows that the measure goes through; they are at hand already.</param>
    public static (double Value, double Seconds) Timed(long rows, Func<double> measure)
    {
        var (total, fastest, value) = (Stopwatch.StartNew(), TimeSpan.MaxValue, double.NaN);
        do
        {
            var start = total.Elapsed;
            value = measure();
            fastest = TimeSpan.FromTicks(Math.Min(fastest.Ticks, (total.Elapsed - start).Ticks));
        }
        while (total.Elapsed < _patience);
        return (value, fastest.TotalSeconds / Math.Max(rows, 1L));
    }

    /// <summary>The mean of a function of one row; <paramref name="row"/> gets a chunk of n rows and gives float[n], or a scalar that holds for each of them.</summary>
    /// <param name="chunk">The largest n.</param>
    public static double Mean<TRows>(TRows rows, Func<TRows, Tensor> row, int chunk = UsualChunk) where TRows : IRows<TRows>
    {
        using var noGrad = no_grad();
        var sum = 0.0;
        foreach (var part in Batches.InOrder(rows, chunk))
        {
            using var scope = NewDisposeScope();
            var count = part.Count();
            var values = row(part);
            sum += values.dim() == 0 ? count * values.to_type(ScalarType.Float64).item<double>() : values.sum(ScalarType.Float64).item<double>();
        }

        return sum / rows.Count();
    }

    /// <summary>As <see cref="Mean{TRows}(TRows, Func{TRows, Tensor}, int)"/>, for a function that draws random numbers.</summary>
    public static double Mean<TRows>(TRows rows, RandomStream random, Func<TRows, RandomStream, Tensor> row, int chunk = UsualChunk)
        where TRows : IRows<TRows> => Mean(rows, part => row(part, random), chunk);

    /// <summary>
    /// The mean of a function of one row under weights that depend on all its values at once, such as those of the worst distribution
    /// around the rows.
    /// </summary>
    /// <param name="row">As for <see cref="Mean{TRows}(TRows, Func{TRows, Tensor}, int)"/>.</param>
    /// <param name="weights">From float64[rows] to weights of the same shape that add up to 1.</param>
    public static double WorstMean<TRows>(TRows rows, Func<TRows, Tensor> row, Func<Tensor, Tensor> weights, int chunk = UsualChunk)
        where TRows : IRows<TRows>
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var values = OfAll(rows, part => [row(part)], chunk)[0];
        return WeightedSum(values, weights(values));
    }

    /// <summary>As <see cref="WorstMean{TRows}(TRows, Func{TRows, Tensor}, Func{Tensor, Tensor}, int)"/>, for weights that need a property of
    /// each row too, such as its group.</summary>
    public static double WorstMean<TRows>(TRows rows, Func<TRows, (Tensor Value, Tensor Property)> row, Func<Tensor, Tensor, Tensor> weights, int chunk = UsualChunk)
        where TRows : IRows<TRows>
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var columns = OfAll(rows, part => row(part) is var (value, property) ? [value, property] : [], chunk);
        return WeightedSum(columns[0], weights(columns[0], columns[1]));
    }

    /// <inheritdoc cref="WorstMean{TRows}(TRows, Func{TRows, Tensor}, Func{Tensor, Tensor}, int)"/>
    public static double WorstMean<TRows>(TRows rows, RandomStream random, Func<TRows, RandomStream, Tensor> row, Func<Tensor, Tensor> weights, int chunk = UsualChunk)
        where TRows : IRows<TRows> => WorstMean(rows, part => row(part, random), weights, chunk);

    /// <inheritdoc cref="WorstMean{TRows}(TRows, Func{TRows, ValueTuple{Tensor, Tensor}}, Func{Tensor, Tensor, Tensor}, int)"/>
    public static double WorstMean<TRows>(
        TRows rows, RandomStream random, Func<TRows, RandomStream, (Tensor Value, Tensor Property)> row, Func<Tensor, Tensor, Tensor> weights,
        int chunk = UsualChunk)
        where TRows : IRows<TRows> => WorstMean(rows, part => row(part, random), weights, chunk);

    /// <summary>The values of a function of one row on all rows: one column, which <see cref="RowStatistics"/> takes.</summary>
    /// <param name="row">As for <see cref="Mean{TRows}(TRows, Func{TRows, Tensor}, int)"/>.</param>
    public static double[][] Columns<TRows>(TRows rows, Func<TRows, Tensor> row, int chunk = UsualChunk) where TRows : IRows<TRows> =>
        Collected(rows, part => [row(part)], chunk);

    /// <summary>As <see cref="Columns{TRows}(TRows, Func{TRows, Tensor}, int)"/>, for two numbers of each row.</summary>
    public static double[][] Columns<TRows>(TRows rows, Func<TRows, (Tensor First, Tensor Second)> row, int chunk = UsualChunk) where TRows : IRows<TRows> =>
        Collected(rows, part => row(part) is var (first, second) ? [first, second] : [], chunk);

    /// <inheritdoc cref="Columns{TRows}(TRows, Func{TRows, Tensor}, int)"/>
    public static double[][] Columns<TRows>(TRows rows, RandomStream random, Func<TRows, RandomStream, Tensor> row, int chunk = UsualChunk)
        where TRows : IRows<TRows> => Columns(rows, part => row(part, random), chunk);

    /// <inheritdoc cref="Columns{TRows}(TRows, Func{TRows, ValueTuple{Tensor, Tensor}}, int)"/>
    public static double[][] Columns<TRows>(TRows rows, RandomStream random, Func<TRows, RandomStream, (Tensor First, Tensor Second)> row, int chunk = UsualChunk)
        where TRows : IRows<TRows> => Columns(rows, part => row(part, random), chunk);

    private static double[][] Collected<TRows>(TRows rows, Func<TRows, Tensor[]> row, int chunk) where TRows : IRows<TRows>
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return [.. OfAll(rows, row, chunk).Select(column => column.to_type(ScalarType.Float64).cpu().data<double>().ToArray())];
    }

    /// <summary>Functions of one row on all of them: floats as float64[rows], integers as int64[rows].</summary>
    private static Tensor[] OfAll<TRows>(TRows rows, Func<TRows, Tensor[]> row, int chunk) where TRows : IRows<TRows>
    {
        var chunks = new List<Tensor[]>();
        foreach (var part in Batches.InOrder(rows, chunk))
        {
            using var scope = NewDisposeScope();
            var count = part.Count();
            chunks.Add([.. row(part).Select(c => (c.is_floating_point() ? c.to_type(ScalarType.Float64) : c).expand(count).clone().MoveToOuterDisposeScope())]);
        }

        return [.. Enumerable.Range(0, chunks[0].Length).Select(i => cat([.. chunks.Select(c => c[i])]))];
    }

    /// <summary>The sum of weights times values; what has no weight does not count, whatever its value.</summary>
    private static double WeightedSum(Tensor values, Tensor weights)
    {
        using var scope = NewDisposeScope();
        return where(weights.eq(0), zeros_like(values), weights * values).sum().item<double>();
    }
}
