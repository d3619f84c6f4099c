using static TorchSharp.torch;

namespace MLSpec.Runtime.Uncertainty;

/// <summary>Checks of radii, and their shape.</summary>
internal static class Radius
{
    /// <summary>The radius, at least 0.</summary>
    public static double Checked(double radius) => radius >= 0
        ? radius
        : throw new UserError($"The radius of a ball must be at least 0, not {Require.Text(radius)}.");

    /// <summary>The radii, all at least 0.</summary>
    public static Tensor Checked(Tensor radius)
    {
        using var least = radius.min();
        return least.item<float>() >= 0
            ? radius
            : throw new UserError($"The radius of a ball must be at least 0, not {Require.Text(least.item<float>())}.");
    }

    /// <summary>One radius per sample, float[n], all at least 0, as [n, 1, ..., 1] for points [n, d...].</summary>
    public static Tensor Checked(Tensor radius, Tensor points)
    {
        using var scope = NewDisposeScope();
        if (radius.ge(0).all().item<bool>())
            return PerSample(radius, points).MoveToOuterDisposeScope();
        throw new UserError($"The radius of a ball must be at least 0, not {Require.Text(radius.min().item<float>())}.");
    }

    /// <summary>A value per sample, [n], as [n, 1, ..., 1] for points [n, d...].</summary>
    public static Tensor PerSample(Tensor values, Tensor points)
    {
        var shape = new long[points.dim()];
        Array.Fill(shape, 1);
        shape[0] = values.numel();
        return values.view(shape);
    }
}
