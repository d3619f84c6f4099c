using static TorchSharp.torch;

namespace MLSpec.Runtime.Uncertainty;

/// <summary>
/// The step of norm 1 along which a function with this gradient rises fastest, for each sample by itself: [n, d...]. Multiply by the
/// step size. A zero gradient gives a zero step.
/// </summary>
public static class Ascent
{
    /// <summary>
    /// In the linf norm: the signs of the gradient. I. J. Goodfellow, J. Shlens, C. Szegedy, "Explaining and harnessing adversarial
    /// examples", ICLR 2015.
    /// </summary>
    public static Tensor Linf(Tensor gradient) => gradient.sign();

    /// <summary>In the l2 norm: the gradient over its length.</summary>
    public static Tensor L2(Tensor gradient)
    {
        using var norm = Ball.Norm(gradient);
        norm.clamp_(min: float.Epsilon * (1 << 23));
        using var lengths = Radius.PerSample(norm, gradient);
        return gradient / lengths;
    }
}
