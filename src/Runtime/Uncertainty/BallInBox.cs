using MLSpec.Runtime.Random;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Uncertainty;

/// <summary>
/// A ball intersected with a box that contains its center: shapes as in <see cref="Ball"/>, bounds as in <see cref="Box"/>.
/// </summary>
public static class BallInBox
{
    private const double _tiny = 1e-30;
    private const int _mostNewtonSteps = 50;

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
    /// The nearest point of the l2 ball in the box, exactly up to rounding. By the Karush-Kuhn-Tucker conditions it is clamp(center + s
    /// (point - center), low, high) for the largest s in [0, 1] within the radius. With a = |point - center| and b the room to the face
    /// of the box on that side, the squared distance from the center, sum min(s^2 a^2, b^2), is concave and piecewise linear in u =
    /// s^2: Newton's method from the left rises to the root in finitely many steps, never leaves the ball, and in practice ends after
    /// two to five.
    /// </summary>
    public static Tensor ProjectL2(Tensor point, Tensor center, Tensor radius, double low, double high)
    {
        Box.Require(low, high);
        using var scope = NewDisposeScope();
        var radii = Radius.Checked(radius, point);
        var inward = center - point;
        var square = inward.square();
        var room = (point.clamp(low, high) - center).square();
        var limit = radii.square().flatten();
        var share = limit.div(PerSampleSum(square).clamp_(min: _tiny)).clamp_(max: 1);
        for (var i = 0; i < _mostNewtonSteps; i++)
        {
            using var step = NewDisposeScope();
            var scaled = square * Radius.PerSample(share, point);
            var reached = PerSampleSum(scaled.minimum(room));
            var slope = PerSampleSum(square * scaled.lt(room)).clamp_(min: _tiny);
            var next = ((limit - reached) / slope).add_(share).clamp_(max: 1);
            if (!next.gt(share * (1 + 1e-6)).any().item<bool>())
                break;
            share = next.MoveToOuterDisposeScope();
        }
        var kept = Radius.PerSample(share.sqrt_(), point);
        return (point + (inward * (1 - kept))).clamp_(low, high).MoveToOuterDisposeScope();
    }

    /// <summary>A uniformly random point of the linf ball in the box, exactly: uniform between the bounds of each coordinate.</summary>
    public static Tensor UniformLinf(Tensor center, double radius, double low, double high, RandomStream random)
    {
        using var scope = NewDisposeScope();
        var (bottom, top) = Bounds(center - Radius.Checked(radius), center + radius, low, high);
        return Box.Uniform(bottom, top, random).MoveToOuterDisposeScope();
    }

    /// <summary>A random start in the l2 ball in the box: a uniform point of the ball, projected onto the intersection.</summary>
    public static Tensor StartL2(Tensor center, double radius, double low, double high, RandomStream random)
    {
        using var start = Ball.UniformL2(center, radius, random);
        return ProjectL2(start, center, radius, low, high);
    }

    private static Tensor PerSampleSum(Tensor points)
    {
        using var flat = points.flatten(1);
        return flat.sum(1L);
    }

    /// <summary>The bounds of the ball, narrowed to the box.</summary>
    private static (Tensor Bottom, Tensor Top) Bounds(Tensor bottom, Tensor top, double low, double high)
    {
        Box.Require(low, high);
        return (bottom.clamp_(low, high), top.clamp_(low, high));
    }
}
