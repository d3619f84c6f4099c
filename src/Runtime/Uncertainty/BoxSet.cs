using MLSpec.Runtime.Random;
using TorchSharp;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Uncertainty;

/// <summary>All points with coordinates between two bounds. Its radius is half its width, its centre the middle.</summary>
public sealed class BoxSet : PointSet
{
    private readonly Tensor _low;
    private readonly Tensor _high;
    private readonly Tensor _radius;

    /// <summary>Between two tensors of the points' shape.</summary>
    public BoxSet(Tensor low, Tensor high) => (_low, _high, _radius) = (low, high, (high - low).mul_(0.5));

    /// <summary>Between two numbers, for points of a shape.</summary>
    /// <exception cref="UserError">The lower bound is above the upper.</exception>
    public BoxSet(double low, double high, ReadOnlySpan<long> shape, Device device)
        : this(Filled(low, high, low, shape, device), Filled(low, high, high, shape, device))
    {
    }

    /// <inheritdoc/>
    public override Tensor Start() => _low + _radius;

    /// <inheritdoc/>
    public override Tensor Start(RandomStream random) => Box.Uniform(_low, _high, random);

    private protected override void Move(Tensor point, Tensor gradient, double step)
    {
        using var direction = Ascent.Linf(gradient);
        using Scalar length = step;
        point.addcmul_(direction, _radius, length).clamp_(_low, _high);
    }

    private static Tensor Filled(double low, double high, double value, ReadOnlySpan<long> shape, Device device)
    {
        Box.Require(low, high);
        return full(shape, value, ScalarType.Float32, device);
    }
}
