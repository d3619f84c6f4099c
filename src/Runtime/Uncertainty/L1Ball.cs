using MLSpec.Runtime.Random;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Uncertainty;

/// <summary>
/// The points within a distance of the centre that is the sum of the coordinates' distances, perhaps within a box that contains the centre. A point is the last <c>rank</c> dimensions; the
/// steepest direction is that of the coordinate with the largest slope.
/// </summary>
public sealed class L1Ball : RoundBall
{
    /// <summary>Halvings of the threshold's interval: more than float32 can tell apart.</summary>
    private const int _halvings = 40;

    /// <summary>A ball around each point of <paramref name="center"/>; the radius is at least 0.</summary>
    /// <exception cref="UserError">The radius is negative.</exception>
    public L1Ball(Tensor center, double radius, int rank)
        : this(center, full_like(center, Radius.Checked(radius)), rank)
    {
    }

    /// <summary>A ball around each point with a radius of its own, which broadcasts to <paramref name="center"/> and is the same along a point.</summary>
    /// <exception cref="UserError">A radius is negative.</exception>
    public L1Ball(Tensor center, Tensor radius, int rank)
        : this(center, Radius.Checked(radius), rank, null)
    {
    }

    private L1Ball(Tensor center, Tensor radius, int rank, (double Low, double High)? box)
        : base(center, radius, rank, box)
    {
    }

    /// <summary>The part of the ball in the box.</summary>
    /// <exception cref="UserError">The lower bound is above the upper.</exception>
    public L1Ball Within(double low, double high)
    {
        Box.Require(low, high);
        return new(Center, EachRadius, Rank, (low, high));
    }

    /// <summary>
    /// A uniformly random point of the ball, projected onto the box: coordinates with the law of Laplace over the sum of their sizes and one more exponential variable.
    /// </summary>
    public override Tensor Start(RandomStream random)
    {
        using var scope = NewDisposeScope();
        var rows = Rows(Center);
        var sizes = -random.Uniform([rows.size(0), rows.size(1) + 1]).clamp_(min: float.Epsilon).log_();
        var signs = random.Uniform(rows.shape, -1, 1).sign_();
        var direction = sizes.narrow(1, 0, rows.size(1)) * signs / sizes.sum(1, keepdim: true);
        return Projected(rows + (direction * Radii().unsqueeze(1))).view(Center.shape).MoveToOuterDisposeScope();
    }

    private protected override void Move(Tensor point, Tensor gradient, double step)
    {
        using var scope = NewDisposeScope();
        var slopes = Rows(gradient.expand_as(point));
        var steepest = slopes.abs().argmax(1, keepdim: true);
        var direction = zeros_like(slopes).scatter_(1, steepest, slopes.gather(1, steepest).sign_());
        point.copy_(Projected(Rows(point).addcmul(direction, Radii().unsqueeze(1), step)).view(point.shape));
    }

    /// <summary>
    /// The nearest points: by the Karush-Kuhn-Tucker conditions every coordinate comes nearer to the centre's by one threshold, at most up to it, and is then clamped to the box; the smallest
    /// threshold that reaches the ball is found by bisection from above, so that no point is left outside.
    /// </summary>
    private Tensor Projected(Tensor rows)
    {
        var center = Rows(Center);
        var offset = rows - center;
        var (sizes, signs) = (offset.abs(), offset.sign());
        Tensor At(Tensor threshold)
        {
            var moved = center + ((sizes - threshold).clamp_(min: 0) * signs);
            return Limits is { } box ? moved.clamp_(box.Low, box.High) : moved;
        }

        var radii = Radii().unsqueeze(1);
        var low = zeros_like(radii);
        var high = sizes.amax([1], keepdim: true);
        for (var i = 0; i < _halvings; i++)
        {
            var middle = (low + high) * 0.5;
            var inside = (At(middle) - center).abs_().sum(1, keepdim: true).le(radii);
            (low, high) = (where(inside, low, middle), where(inside, middle, high));
        }

        var isInside = (At(zeros_like(radii)) - center).abs_().sum(1, keepdim: true).le(radii);
        return At(where(isInside, zeros_like(high), high));
    }
}
