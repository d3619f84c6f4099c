using static TorchSharp.torch;

namespace MLSpec.Runtime.Nn;

/// <summary>
/// Projections of all weights of a model, made in place after an update. What a weight is shows in its shape: [n, d] is the matrix of a
/// dense layer, [n, c, kh, kw] the kernel of a convolution, [n] a bias. Of an ensemble each member is projected by itself.
/// </summary>
public static class Projections
{
    private const int Squarings = 12;

    /// <summary>
    /// Every weight w divided by max(1, s(w) / bound), where s is an upper bound of its operator norm (<see cref="UpperNorm"/>), so that no
    /// layer stretches by more than <paramref name="bound"/>. Biases stay.
    /// </summary>
    public static void SpectralNorm(FlatParameters weights, double bound)
    {
        using var scope = NewDisposeScope();
        foreach (var weight in weights.Matrices())
        {
            weight.div_((UpperNorm(weight) / bound).clamp_min(1));
        }
    }

    /// <summary>
    /// The nearest matrix with orthonormal rows (columns where it is taller than wide): the polar factor (W W^T)^(-1/2) W, in float64. The eigenvalues of W W^T are
    /// found where the singular values of W, all nearly 1 after a small update, make a singular value decomposition fail.
    /// </summary>
    /// <remarks>A kernel is taken as the matrix [n, c kh kw]; the convolution by it then stretches by at most sqrt(kh kw).</remarks>
    public static void Orthogonal(FlatParameters weights)
    {
        using var scope = NewDisposeScope();
        foreach (var weight in weights.Matrices())
        {
            var matrix = weight.flatten(1).to(ScalarType.Float64);
            var wide = matrix.size(0) <= matrix.size(1) ? matrix : matrix.t();
            var (values, vectors) = linalg.eigh(wide.matmul(wide.t()));
            var floor = (values.max() * 1e-14).clamp_min(1e-300);
            var polar = (vectors / values.maximum(floor).sqrt()).matmul(vectors.t()).matmul(wide);
            weight.copy_((matrix.size(0) <= matrix.size(1) ? polar : polar.t()).reshape(weight.shape));
        }
    }

    /// <summary>All weights together, divided by max(1, length / radius).</summary>
    public static void NormBall(FlatParameters weights, double radius)
    {
        using var scope = NewDisposeScope();
        weights.Flat.div_((weights.Flat.norm(-1).unsqueeze(-1) / radius).clamp_min(1));
    }

    /// <summary>max(0, w) for every weight.</summary>
    public static void NonNegative(FlatParameters weights) => weights.Flat.clamp_min_(0);

    /// <summary>
    /// An upper bound of the norm of the linear map that a weight is, a scalar tensor. Of a matrix: the Gram iteration (Delattre et al.,
    /// Efficient bound of Lipschitz constant for convolutional layers by Gram iteration, ICML 2023), which comes from above to within
    /// n^(2^-13) - 1, 0.1 % for 1,000 rows. Of a convolution by a kernel [n, c, kh, kw], with any stride, zero padding and dilation:
    /// sqrt(kh kw) times the least of the norms of four matrices made of the kernel (Singla and Feizi, Fantastic four, ICLR 2021).
    /// </summary>
    public static Tensor UpperNorm(Tensor weight)
    {
        using var scope = NewDisposeScope();
        if (weight.dim() == 2)
            return MatrixNorm(weight).MoveToOuterDisposeScope();
        var (height, width) = (weight.size(2), weight.size(3));
        Tensor[] matrices =
        [
            weight.flatten(1),
            weight.permute(1, 0, 2, 3).flatten(1),
            weight.permute(0, 2, 1, 3).flatten(0, 1).flatten(1),
            weight.permute(0, 3, 1, 2).flatten(0, 1).flatten(1),
        ];
        var norms = stack([.. matrices.Select(MatrixNorm)]);
        return norms.min().mul(Math.Sqrt(height * width)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The Gram matrix G, scaled to length 1 and squared again and again: the length of G^(2^k) to the power 2^-k falls to the largest
    /// eigenvalue. Its logarithm is summed, in float64, so that nothing overflows.
    /// </summary>
    private static Tensor MatrixNorm(Tensor matrix)
    {
        var gram = matrix.size(0) <= matrix.size(1) ? matrix.matmul(matrix.t()) : matrix.t().matmul(matrix);
        var logarithm = zeros([], ScalarType.Float64, matrix.device);
        for (var (k, share) = (0, 1.0); k <= Squarings; k++, share /= 2)
        {
            var length = gram.norm().clamp_min(1e-30);
            logarithm += length.to(ScalarType.Float64).log() * share;
            gram = gram / length;
            if (k < Squarings)
                gram = gram.matmul(gram);
        }

        return (logarithm * 0.5).exp().to(ScalarType.Float32);
    }
}
