using MLSpec.Runtime.Random;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Nn;

/// <summary>Initial values, written into a parameter's view.</summary>
public static class Initial
{
    /// <summary>Independent, uniform from <paramref name="low"/> to <paramref name="high"/>.</summary>
    public static void Uniform(Tensor parameter, double low, double high, RandomStream random) => random.FillUniform(parameter, low, high);

    /// <summary>Independent, normal.</summary>
    public static void Normal(Tensor parameter, double mean, double deviation, RandomStream random) =>
        random.FillNormal(parameter, mean, deviation);

    /// <summary>
    /// Matrices [..., n, d] with orthonormal rows, or columns where n > d, uniform among these: the Q of a normal matrix, signed so
    /// that R has a positive diagonal (Mezzadri 2007).
    /// </summary>
    public static void Orthogonal(Tensor parameter, RandomStream random)
    {
        using var scope = NewDisposeScope();
        var (rows, columns) = (parameter.size(-2), parameter.size(-1));
        var normal = zeros([.. parameter.shape[..^2], Math.Max(rows, columns), Math.Min(rows, columns)], ScalarType.Float32, parameter.device);
        random.FillNormal(normal, 0, 1);
        var (q, r) = linalg.qr(normal);
        q = q * r.diagonal(0, -2, -1).sign().unsqueeze(-2);
        parameter.copy_(rows < columns ? q.transpose(-2, -1) : q);
    }

    /// <summary>All zeros.</summary>
    public static void Zeros(Tensor parameter) => Constant(parameter, 0);

    /// <summary>All equal to <paramref name="value"/>.</summary>
    public static void Constant(Tensor parameter, double value) => parameter.fill_(value);
}
