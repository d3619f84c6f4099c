using static TorchSharp.torch;

namespace MLSpec.Runtime.Nn;

/// <summary>
/// Affine maps. Where a weight leads with a dimension for replicates that are trained side by side, W[r, k, d], so do all operands, and each
/// replicate is mapped by its own in one batched product.
/// </summary>
public static class Linear
{
    /// <summary>Up to this width libtorch's products of a wide and a narrow matrix take several times as long as those of their transposes.</summary>
    private const long Narrow = 16;

    /// <summary>Up to so many numbers it costs less to copy a product than to make it for one member or replicate after another.</summary>
    private const long Small = 1 << 14;

    /// <summary>x W^T: x[..., d], W[k, d] to [..., k].</summary>
    public static Tensor Dense(Tensor x, Tensor weight)
    {
        if (weight.dim() == 2)
            return nn.functional.linear(x, weight);
        using var transposed = weight.mT;
        return Product(x, transposed);
    }

    /// <summary>x W^T + b: x[..., d], W[k, d], b[k] to [..., k].</summary>
    public static Tensor Dense(Tensor x, Tensor weight, Tensor bias)
    {
        if (weight.dim() == 2)
            return nn.functional.linear(x, weight, bias);
        using var transposed = weight.mT;
        using var row = bias.view([bias.size(0), .. Enumerable.Repeat(1L, (int)x.dim() - 2), bias.size(1)]);
        return Product(x, transposed).add_(row);
    }

    /// <summary>max(x W^T + b, 0), as <see cref="Dense(Tensor, Tensor, Tensor)"/>.</summary>
    public static Tensor DenseRelu(Tensor x, Tensor weight, Tensor bias) => Dense(x, weight, bias).relu_();

    /// <summary>x W: x[..., k], W[k, d] to [..., d]; the transpose of <see cref="Dense(Tensor, Tensor)"/>.</summary>
    public static Tensor DenseTransposed(Tensor x, Tensor weight) => weight.dim() == 2 ? x.matmul(weight) : Product(x, weight);

    /// <summary>
    /// L with L L' = W W' for a matrix W [n, d]: [n, min(n, d)], so that <c>|g W| = |g L|</c> for every g, with fewer products where n is below d. From the QR decomposition of W' in float64.
    /// </summary>
    public static Tensor TriangularFactor(Tensor matrix)
    {
        using var scope = NewDisposeScope();
        var (_, upper) = linalg.qr(matrix.to(ScalarType.Float64).mT);
        return upper.mT.to(matrix.dtype).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>The largest singular value of each matrix: w[..., n, d] to [...].</summary>
    public static Tensor OperatorNorm(Tensor matrix) => linalg.svdvals(matrix).amax(-1);

    /// <summary>The sum over all leading positions of g x^T: g[..., k], x[..., d] to [k, d]; the gradient of the weight of <see cref="Dense(Tensor, Tensor)"/>.</summary>
    public static Tensor OuterSum(Tensor g, Tensor x)
    {
        using var from = g.reshape(-1, g.size(-1));
        using var rows = x.reshape(-1, x.size(-1));
        return TransposedProduct(from, rows);
    }

    /// <summary>
    /// As <see cref="OuterSum(Tensor, Tensor)"/>, written to a tensor [k, d]; or for each member of an ensemble, or each replicate, to [m, k, d]:
    /// g[m, ..., k], x[m, ..., d], or x[n, d] that the members share. With both, to [r, m, k, d]: g[r, m, n, k], x[r, m, n, d] or x[r, n, d].
    /// </summary>
    public static void OuterSum(Tensor g, Tensor x, Tensor result)
    {
        var rank = result.dim();
        using var left = Rows(g, rank);
        using var right = x.dim() < rank ? x.alias() : Rows(x, rank);
        if (rank == 4 || right.dim() < rank || (rank == 3 && result.size(-2) * result.size(-1) > Small))
        {
            for (var item = 0L; item < left.size(0); item++)
            {
                using var from = left.select(0, item);
                using var own = rank == 4 || right.dim() == 3 ? right.select(0, item) : null;
                using var to = result.select(0, item);
                OuterSum(from, own ?? right, to);
            }
        }
        else if (rank == 3 || IsNarrow(right))
        {
            using var product = TransposedProduct(left, right);
            result.copy_(product);
        }
        else
        {
            using var transposed = left.t();
            result.addmm_(transposed, right, beta: 0, alpha: 1);
        }
    }

    /// <summary>
    /// x_m W_m^T + b_m for every member m in one batched product: x[m, n, d] (or [n, d], shared by the members), W[m, k, d], b[m, k] to
    /// [m, n, k].
    /// </summary>
    public static Tensor DenseMembers(Tensor x, Tensor weight, Tensor bias)
    {
        using var shared = x.dim() < weight.dim() ? x.unsqueeze(-3) : null;
        using var transposed = weight.mT;
        using var row = bias.unsqueeze(-2);
        return (shared ?? x).matmul(transposed).add_(row);
    }

    /// <summary>The larger of <see cref="DenseMembers"/> and 0.</summary>
    public static Tensor DenseMembersRelu(Tensor x, Tensor weight, Tensor bias) => DenseMembers(x, weight, bias).relu_();

    /// <summary>
    /// The sum over the members of g_m W_m: g[m, n, k], W[m, k, d] to [n, d]; the gradient of what the members of <see cref="DenseMembers"/>
    /// share. Of several replicates for each: g[r, m, n, k], W[r, m, k, d] to [r, n, d].
    /// </summary>
    public static Tensor SumOverMembers(Tensor g, Tensor weight)
    {
        using var scope = NewDisposeScope();
        if (g.dim() == 4)
            return g.matmul(weight).sum(-3).MoveToOuterDisposeScope();
        var narrow = IsNarrow(weight);
        var sum = Product(0);
        for (var member = 1L; member < g.size(0); member++)
            sum.add_(Product(member));
        return sum.MoveToOuterDisposeScope();

        Tensor Product(long member)
        {
            var (from, matrix) = (g.select(0, member), weight.select(0, member));
            return narrow ? matrix.t().mm(from.t()).t() : from.mm(matrix);
        }
    }

    /// <summary>g^T x: g[..., n, k], x[..., n, d] to [..., k, d].</summary>
    private static Tensor TransposedProduct(Tensor g, Tensor x)
    {
        if (IsNarrow(x))
        {
            using var columns = x.mT;
            using var product = columns.matmul(g);
            return product.mT;
        }

        using var transposed = g.mT;
        return transposed.matmul(x);
    }

    private static bool IsNarrow(Tensor matrix) => matrix.size(-1) is > 1 and <= Narrow;

    /// <summary>x[r, ..., k] times W[r, k, d], for each r.</summary>
    private static Tensor Product(Tensor x, Tensor weight)
    {
        if (x.dim() == 3)
            return x.bmm(weight);
        using var rows = Rows(x, 3);
        using var product = rows.bmm(weight);
        return product.unflatten(1, x.shape[1..^1]);
    }

    /// <summary>All positions in one dimension: [n, d], or [r, n, d] for a rank of 3.</summary>
    private static Tensor Rows(Tensor x, long rank) => x.dim() == rank ? x.alias() : x.flatten(rank - 2, -2);
}
