using MLSpec.Runtime.Random;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Uncertainty;

/// <summary>The points whose coordinates all lie in [low, high].</summary>
public static class Box
{
    /// <summary>The nearest point of the box. Throws <see cref="UserError"/> when low is above high.</summary>
    public static Tensor Project(Tensor point, double low, double high)
    {
        Require(low, high);
        return point.clamp(low, high);
    }

    /// <summary>A uniformly random point between two tensors of bounds: a new tensor of their shape.</summary>
    internal static Tensor Uniform(Tensor low, Tensor high, RandomStream random)
    {
        using var width = high - low;
        return random.Uniform(width.shape).mul_(width).add_(low);
    }

    internal static void Require(double low, double high)
    {
        if (!(low <= high))
            throw new UserError("A box needs a lower bound that is not above the upper: "
                + $"{Runtime.Require.Text(low)} and {Runtime.Require.Text(high)}.");
    }
}
