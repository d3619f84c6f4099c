using static TorchSharp.torch;

namespace MLSpec.Runtime.Nn;

/// <summary>Affine maps.</summary>
public static class Linear
{
    /// <summary>x W^T: x[..., d], W[k, d] to [..., k].</summary>
    public static Tensor Dense(Tensor x, Tensor weight) => nn.functional.linear(x, weight);

    /// <summary>x W^T + b: x[..., d], W[k, d], b[k] to [..., k].</summary>
    public static Tensor Dense(Tensor x, Tensor weight, Tensor bias) => nn.functional.linear(x, weight, bias);

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

    /// <summary>As <see cref="OuterSum(Tensor, Tensor)"/>, written to a tensor: g[n, k], x[n, d] to [k, d].</summary>
    public static void OuterSum(Tensor g, Tensor x, Tensor result)
    {
        using var transposed = g.t();
        result.addmm_(transposed, x, beta: 0, alpha: 1);
    }

    /// <summary>
    /// x_m W_m^T + b_m for every member m in one batched product: x[m, n, d] (or [n, d], shared by the members), W[m, k, d], b[m, k] to
    /// [m, n, k].
    /// </summary>
    public static Tensor DenseMembers(Tensor x, Tensor weight, Tensor bias)
    {
        using var shared = x.dim() == 2 ? x.expand(weight.size(0), -1, -1) : null;
        using var transposed = weight.transpose(1, 2);
        using var row = bias.unsqueeze(1);
        return (shared ?? x).bmm(transposed).add_(row);
    }
}
