using static TorchSharp.torch;

namespace MLSpec.Runtime.Optim;

/// <summary>Operations on a flat gradient, or on those of several replicates as rows, in place.</summary>
public static class Gradient
{
    /// <summary>
    /// Scales each gradient so that its Euclidean norm is at most <paramref name="limit"/>, and gives the norm it had (on the device, not
    /// read here). As torch.nn.utils.clip_grad_norm_. R. Pascanu, T. Mikolov, Y. Bengio, "On the difficulty of training
    /// recurrent neural networks", ICML 2013.
    /// </summary>
    public static Tensor ClipNorm(Tensor gradient, double limit)
    {
        if (!(limit > 0))
            throw new UserError($"The limit of a gradient's norm must be above 0, not {Require.Text(limit)}.");
        var norm = gradient.norm(-1);
        using var scale = (norm + 1e-6).reciprocal_().mul_(limit).clamp_(max: 1).unsqueeze_(-1);
        gradient.mul_(scale);
        return norm;
    }
}
