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

    internal static void Require(double low, double high)
    {
        if (!(low <= high))
            throw new UserError("A box needs a lower bound that is not above the upper: "
                + $"{Runtime.Require.Text(low)} and {Runtime.Require.Text(high)}.");
    }
}
