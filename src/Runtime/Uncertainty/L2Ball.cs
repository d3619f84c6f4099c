using MLSpec.Runtime.Random;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Uncertainty;

/// <summary>
/// The points within a Euclidean distance of the centre, perhaps within a box that contains the centre. A point is the last <c>rank</c> dimensions; the steepest direction is the
/// gradient over its length.
/// </summary>
public sealed class L2Ball : RoundBall
{
    /// <summary>A ball around each point of <paramref name="center"/>; the radius is at least 0.</summary>
    /// <exception cref="UserError">The radius is negative.</exception>
    public L2Ball(Tensor center, double radius, int rank)
        : this(center, full_like(center, Radius.Checked(radius)), rank)
    {
    }

    /// <summary>A ball around each point with a radius of its own, which broadcasts to <paramref name="center"/> and is the same along a point.</summary>
    /// <exception cref="UserError">A radius is negative.</exception>
    public L2Ball(Tensor center, Tensor radius, int rank)
        : this(center, Radius.Checked(radius), rank, null)
    {
    }

    private L2Ball(Tensor center, Tensor radius, int rank, (double Low, double High)? box)
        : base(center, radius, rank, box)
    {
    }

    /// <summary>The part of the ball in the box.</summary>
    /// <exception cref="UserError">The lower bound is above the upper.</exception>
    public L2Ball Within(double low, double high)
    {
        Box.Require(low, high);
        return new(Center, EachRadius, Rank, (low, high));
    }

    /// <inheritdoc/>
    public override Tensor Start(RandomStream random)
    {
        using var scope = NewDisposeScope();
        var start = Ball.UniformL2(Rows(Center), Radii(), random);
        return Projected(start).view(Center.shape).MoveToOuterDisposeScope();
    }

    private protected override void Move(Tensor point, Tensor gradient, double step)
    {
        using var scope = NewDisposeScope();
        var rows = Rows(point);
        var moved = rows.addcmul(Ascent.L2(Rows(gradient.expand_as(point))), Radii().unsqueeze(1), step);
        point.copy_(Projected(moved).view(point.shape));
    }

    private Tensor Projected(Tensor rows) => Limits is { } box
        ? BallInBox.ProjectL2(rows, Rows(Center), Radii(), box.Low, box.High)
        : Ball.ProjectL2(rows, Rows(Center), Radii());
}
