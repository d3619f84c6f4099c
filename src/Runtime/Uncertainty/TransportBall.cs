using MLSpec.Runtime.Random;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Uncertainty;

/// <summary>
/// Points along one axis that may all move, at a root mean squared Euclidean distance of at most a radius: those that lie within
/// Wasserstein distance 2 by moving each of equally likely
/// points. Points are [axes..., core...]; the axes other than that of the points are problems by themselves. The steepest direction is
/// the gradient over its root mean square.
/// </summary>
public sealed class TransportBall : PointSet
{
    private readonly Tensor _center;
    private readonly Tensor _radius;
    private readonly long[] _core;
    private readonly long _axis;

    /// <summary>Around the points of <paramref name="center"/>, whose last <paramref name="rank"/> dimensions are one point, along the
    /// dimension <paramref name="axis"/>.</summary>
    /// <exception cref="UserError">The radius is negative.</exception>
    public TransportBall(Tensor center, double radius, int rank, int axis)
        : this(center, tensor(Radius.Checked(radius), center.dtype, center.device), rank, axis)
    {
    }

    /// <summary>With a radius for each problem, which broadcasts to <paramref name="center"/> and is the same along the points and each
    /// point.</summary>
    /// <exception cref="UserError">A radius is negative.</exception>
    public TransportBall(Tensor center, Tensor radius, int rank, int axis)
    {
        (_center, _radius, _axis) = (center, Radius.Checked(radius), axis);
        _core = [.. Enumerable.Range(1, rank).Select(i => (long)-i)];
    }

    /// <inheritdoc/>
    public override Tensor Start() => _center.clone();

    /// <summary>Moved in a random direction to a random share of the radius.</summary>
    public override Tensor Start(RandomStream random)
    {
        using var scope = NewDisposeScope();
        var noise = random.Normal(_center.shape).to(_center.device);
        var share = random.Uniform([random.Replicates]).to(_center.device).view([-1, .. Enumerable.Repeat(1L, (int)_center.dim() - 1)]);
        return (_center + (noise * (_radius * share / Size(noise)))).MoveToOuterDisposeScope();
    }

    private protected override void Move(Tensor point, Tensor gradient, double step)
    {
        using var scope = NewDisposeScope();
        var slope = gradient.expand_as(point);
        var offset = point - _center + (slope * (_radius * step / Size(slope)));
        point.copy_(_center + (offset * (_radius / Size(offset)).clamp(max: 1)));
    }

    /// <summary>The root mean square, along the points, of the Euclidean length: [axes..., 1...] with length 1 along the points.</summary>
    private Tensor Size(Tensor moves)
    {
        var squares = moves.square();
        var lengths = _core.Length == 0 ? squares : squares.sum(_core, keepdim: true);
        return lengths.mean([_axis], keepdim: true).sqrt().clamp(min: 1e-30);
    }
}
