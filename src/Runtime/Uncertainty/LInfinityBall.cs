using MLSpec.Runtime.Random;
using TorchSharp;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Uncertainty;

/// <summary>
/// The points whose coordinates differ from the centre's by at most a radius, perhaps within a box that contains the centre: itself a box, so projection is clamping. The steepest
/// direction is the sign of the gradient (I. J. Goodfellow, J. Shlens, C. Szegedy, "Explaining and harnessing adversarial examples", ICLR 2015).
/// </summary>
public sealed class LInfinityBall : PointSet
{
    private readonly Tensor _center;
    private readonly double _radius;
    private readonly Tensor? _radii;
    private readonly Tensor _low;
    private readonly Tensor _high;

    /// <summary>A ball around each point of <paramref name="center"/>; the radius is at least 0. The rank of a point plays no part in this norm.</summary>
    /// <exception cref="UserError">The radius is negative.</exception>
    public LInfinityBall(Tensor center, double radius, int rank)
        : this(center, Radius.Checked(radius), null, center - radius, center + radius)
    {
    }

    /// <summary>A ball around each point with a radius of its own, which broadcasts to <paramref name="center"/>.</summary>
    /// <exception cref="UserError">A radius is negative.</exception>
    public LInfinityBall(Tensor center, Tensor radius, int rank)
        : this(center, 0, Radius.Checked(radius), center - radius, center + radius)
    {
    }

    private LInfinityBall(Tensor center, double radius, Tensor? radii, Tensor low, Tensor high) =>
        (_center, _radius, _radii, _low, _high) = (center, radius, radii, low, high);

    /// <summary>The part of the ball in the box.</summary>
    /// <exception cref="UserError">The lower bound is above the upper.</exception>
    public LInfinityBall Within(double low, double high)
    {
        Box.Require(low, high);
        return new(_center, _radius, _radii, _low.clamp(low, high), _high.clamp(low, high));
    }

    /// <inheritdoc/>
    public override Tensor Start() => _center.clamp(_low, _high);

    /// <inheritdoc/>
    public override Tensor Start(RandomStream random) => Box.Uniform(_low, _high, random);

    private protected override void Move(Tensor point, Tensor gradient, double step)
    {
        using var direction = Ascent.Linf(gradient);
        if (_radii is null)
        {
            using Scalar length = step * _radius;
            point.add_(direction, length).clamp_(_low, _high);
            return;
        }

        using Scalar part = step;
        point.addcmul_(direction, _radii, part).clamp_(_low, _high);
    }
}
