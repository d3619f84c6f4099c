using System.Diagnostics;
using MLSpec.Runtime.Data;
using MLSpec.Runtime.Random;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Protocol;

/// <summary>Exact means over all rows of a split, in chunks of bounded size.</summary>
public static class Evaluation
{
    private const int ChunkSize = 4096;

    /// <summary>How long a measure that is timed is repeated at most.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(0.25);

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
    public static double Mean<TRows>(TRows rows, Func<TRows, Tensor> row) where TRows : IRows<TRows>
    {
        using var noGrad = no_grad();
        var sum = 0.0;
        foreach (var chunk in Batches.InOrder(rows, ChunkSize))
        {
            using var scope = NewDisposeScope();
            var count = chunk.Count();
            var values = row(chunk);
            sum += values.dim() == 0 ? count * values.to_type(ScalarType.Float64).item<double>() : values.sum(ScalarType.Float64).item<double>();
        }

        return sum / rows.Count();
    }

    /// <summary>As <see cref="Mean{TRows}(TRows, Func{TRows, Tensor})"/>, for a function that draws random numbers.</summary>
    public static double Mean<TRows>(TRows rows, RandomStream random, Func<TRows, RandomStream, Tensor> row) where TRows : IRows<TRows> =>
        Mean(rows, chunk => row(chunk, random));
}
