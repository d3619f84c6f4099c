using static TorchSharp.torch;

namespace MLSpec.Runtime.Nn;

/// <summary>Reductions over the last dimensions.</summary>
public static class Reduction
{
    private static readonly long[][] _last = [[], [-1], [-2, -1], [-3, -2, -1], [-4, -3, -2, -1]];

    /// <summary>The sum over the last <paramref name="dimensions"/> (at most 4) dimensions.</summary>
    public static Tensor Sum(Tensor x, int dimensions = 1) => dimensions == 0 ? x : x.sum(_last[dimensions]);

    /// <summary>The mean over the last <paramref name="dimensions"/> (at most 4) dimensions.</summary>
    public static Tensor Mean(Tensor x, int dimensions = 1) => dimensions == 0 ? x : x.mean(_last[dimensions]);

    /// <summary>The Euclidean length along the last dimension.</summary>
    public static Tensor Norm(Tensor x) => x.norm(-1);

    /// <summary>log sum exp over the last dimension, safe for large values.</summary>
    public static Tensor LogSumExp(Tensor x) => x.logsumexp(-1);

    /// <summary>e^x over its sum along the last dimension.</summary>
    public static Tensor Softmax(Tensor x) => x.softmax(-1);

    /// <summary>The logarithm of <see cref="Softmax"/>.</summary>
    public static Tensor LogSoftmax(Tensor x) => nn.functional.log_softmax(x, -1);
}
