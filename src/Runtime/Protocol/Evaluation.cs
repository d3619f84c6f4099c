using MLSpec.Runtime.Data;
using MLSpec.Runtime.Random;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Protocol;

/// <summary>Exact means over all rows of a split, in chunks of bounded size.</summary>
public static class Evaluation
{
    private const int ChunkSize = 4096;

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
