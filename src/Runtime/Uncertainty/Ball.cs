using MLSpec.Runtime.Random;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Uncertainty;

/// <summary>
/// Balls around points, one per sample: points and centers are [n, d...], a radius is one number or float[n]. Norms are over d..., each
/// sample by itself. A negative radius is a <see cref="UserError"/>; radius 0 leaves the center alone.
/// </summary>
public static class Ball
{
    /// <summary>The nearest point of the linf ball: every coordinate clamped to [center - radius, center + radius].</summary>
    public static Tensor ProjectLinf(Tensor point, Tensor center, double radius)
    {
        Radius.Checked(radius);
        using var low = center - radius;
        using var high = center + radius;
        return point.clamp(low, high);
    }

    /// <inheritdoc cref="ProjectLinf(Tensor, Tensor, double)"/>
    public static Tensor ProjectLinf(Tensor point, Tensor center, Tensor radius)
    {
        using var radii = Radius.Checked(radius, point);
        using var low = center - radii;
        using var high = center + radii;
        return point.clamp(low, high);
    }

    /// <summary>The nearest point of the l2 ball: points outside are moved towards the center, onto the sphere.</summary>
    public static Tensor ProjectL2(Tensor point, Tensor center, double radius)
    {
        using var radii = point.new_full([point.size(0)], Radius.Checked(radius));
        return ProjectL2(point, center, radii);
    }

    /// <inheritdoc cref="ProjectL2(Tensor, Tensor, double)"/>
    public static Tensor ProjectL2(Tensor point, Tensor center, Tensor radius)
    {
        using var scope = NewDisposeScope();
        var offset = point - center;
        var norm = Radius.PerSample(Norm(offset), point);
        var radii = Radius.Checked(radius, point);
        return where(norm.le(radii), point, center + (offset * (radii / norm))).MoveToOuterDisposeScope();
    }

    /// <summary>A uniformly random point of the linf ball.</summary>
    public static Tensor UniformLinf(Tensor center, double radius, RandomStream random)
    {
        Radius.Checked(radius);
        return random.Uniform(center.shape, -radius, radius).add_(center);
    }

    /// <inheritdoc cref="UniformLinf(Tensor, double, RandomStream)"/>
    public static Tensor UniformLinf(Tensor center, Tensor radius, RandomStream random)
    {
        using var radii = Radius.Checked(radius, center);
        return random.Uniform(center.shape, -1, 1).mul_(radii).add_(center);
    }

    /// <summary>A uniformly random point of the l2 ball: a normal direction, at distance radius u^(1/d) with u uniform on [0, 1).</summary>
    public static Tensor UniformL2(Tensor center, double radius, RandomStream random)
    {
        using var radii = center.new_full([center.size(0)], Radius.Checked(radius));
        return UniformL2(center, radii, random);
    }

    /// <inheritdoc cref="UniformL2(Tensor, double, RandomStream)"/>
    public static Tensor UniformL2(Tensor center, Tensor radius, RandomStream random)
    {
        using var scope = NewDisposeScope();
        var radii = Radius.Checked(radius, center);
        var count = center.size(0);
        var dimension = center.numel() / Math.Max(1, count);
        var distance = Radius.PerSample(random.Uniform([count]).pow_(1.0 / dimension), center) * radii;
        var direction = Ascent.L2(random.Normal(center.shape));
        return direction.mul_(distance).add_(center).MoveToOuterDisposeScope();
    }

    /// <summary>The Euclidean norm of each sample: [n, d...] to float[n].</summary>
    internal static Tensor Norm(Tensor points)
    {
        using var flat = points.flatten(1);
        return flat.norm(1);
    }
}
