using MLSpec.Runtime.Random;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Uncertainty;

/// <summary>A ball intersected with a box that contains its center: shapes as in <see cref="Ball"/>, bounds as in <see cref="Box"/>.</summary>
public static class BallInBox
{
    /// <summary>float32 halves the interval of the multiplier to its last bit in this many steps.</summary>
    private const int Halvings = 24;

    /// <summary>The nearest point, exactly: a linf ball in a box is a box.</summary>
    public static Tensor ProjectLinf(Tensor point, Tensor center, double radius, double low, double high)
    {
        using var scope = NewDisposeScope();
        var (bottom, top) = Bounds(center - Radius.Checked(radius), center + radius, low, high);
        return point.clamp(bottom, top).MoveToOuterDisposeScope();
    }

    /// <inheritdoc cref="ProjectLinf(Tensor, Tensor, double, double, double)"/>
    public static Tensor ProjectLinf(Tensor point, Tensor center, Tensor radius, double low, double high)
    {
        using var scope = NewDisposeScope();
        var radii = Radius.Checked(radius, point);
        var (bottom, top) = Bounds(center - radii, center + radii, low, high);
        return point.clamp(bottom, top).MoveToOuterDisposeScope();
    }

    /// <summary>The nearest point of the l2 ball in the box. See the overload with one radius per sample.</summary>
    public static Tensor ProjectL2(Tensor point, Tensor center, double radius, double low, double high)
    {
        using var radii = point.new_full([point.size(0)], Radius.Checked(radius));
        return ProjectL2(point, center, radii, low, high);
    }

    /// <summary>
    /// The nearest point of the l2 ball in the box, to the last bits of float32. By the Karush-Kuhn-Tucker conditions it is clamp(point + t (center - point), low, high)
    /// for the smallest t in [0, 1] that brings it into the ball; its distance from a center inside the box never grows with t, so t is found by bisection.
    /// </summary>
    public static Tensor ProjectL2(Tensor point, Tensor center, Tensor radius, double low, double high)
    {
        Box.Require(low, high);
        using var scope = NewDisposeScope();
        var radii = Radius.Checked(radius, point);
        var inward = center - point;

        Tensor Candidate(Tensor t) => (point + (t * inward)).clamp_(low, high);
        Tensor Inside(Tensor candidate) => Radius.PerSample(Ball.Norm(candidate - center), point).le(radii);

        var direct = point.clamp(low, high);
        var outside = zeros_like(radii);
        var inside = where(Inside(direct), outside, ones_like(radii));
        for (var i = 0; i < Halvings; i++)
        {
            using var step = NewDisposeScope();
            var middle = (outside + inside).mul_(0.5);
            var isInside = Inside(Candidate(middle));
            (outside, inside) = (where(isInside, outside, middle).MoveToOuterDisposeScope(), where(isInside, middle, inside).MoveToOuterDisposeScope());
        }
        return Candidate(inside).MoveToOuterDisposeScope();
    }

    /// <summary>A uniformly random point of the linf ball in the box, exactly: uniform between the bounds of each coordinate.</summary>
    public static Tensor UniformLinf(Tensor center, double radius, double low, double high, RandomStream random)
    {
        using var scope = NewDisposeScope();
        var (bottom, top) = Bounds(center - Radius.Checked(radius), center + radius, low, high);
        return random.Uniform(center.shape).mul_(top - bottom).add_(bottom).MoveToOuterDisposeScope();
    }

    /// <summary>A random start in the l2 ball in the box: a uniform point of the ball, projected onto the intersection.</summary>
    public static Tensor StartL2(Tensor center, double radius, double low, double high, RandomStream random)
    {
        using var start = Ball.UniformL2(center, radius, random);
        return ProjectL2(start, center, radius, low, high);
    }

    /// <summary>The bounds of the ball, narrowed to the box.</summary>
    private static (Tensor Bottom, Tensor Top) Bounds(Tensor bottom, Tensor top, double low, double high)
    {
        Box.Require(low, high);
        return (bottom.clamp_(low, high), top.clamp_(low, high));
    }
}
