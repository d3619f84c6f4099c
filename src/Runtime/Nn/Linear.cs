using static TorchSharp.torch;

namespace MLSpec.Runtime.Nn;

/// <summary>
/// Affine maps. Where a weight leads with a dimension for replicates that are trained side by side, W[r, k, d], so do all operands, and each
/// replicate is mapped by its own in one batched product.
/// </summary>
public static class Linear
{
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
        using var transposed = g.reshape(-1, g.size(-1)).t();
        using var rows = x.reshape(-1, x.size(-1));
        return transposed.mm(rows);
    }

    /// <summary>As <see cref="OuterSum(Tensor, Tensor)"/>, written to a tensor.</summary>
    public static void OuterSum(Tensor g, Tensor x, Tensor result)
    {
        using var left = Rows(g, result.dim());
        using var right = Rows(x, result.dim());
        using var transposed = left.mT;
        if (result.dim() == 2)
        {
            result.addmm_(transposed, right, beta: 0, alpha: 1);
            return;
        }

        using var each = transposed.bmm(right);
        result.copy_(each);
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
