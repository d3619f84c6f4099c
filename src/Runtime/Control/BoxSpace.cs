using System.Collections.Immutable;
using MLSpec.Runtime.Data;
using MLSpec.Runtime.Random;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Control;

/// <summary>Numbers between bounds, float32. A bound may be infinite.</summary>
public sealed record BoxSpace : Space
{
    private readonly ImmutableArray<long> _shape;

    /// <summary>All coordinates between the same bounds.</summary>
    public BoxSpace(double low, double high, params ReadOnlySpan<long> shape)
        : this(Repeated(low, shape), Repeated(high, shape), [.. shape])
    {
    }

    /// <summary>
    /// Bounds of their own for each coordinate, in row-major order. Throws <see cref="UserError"/> when a lower bound is above its upper
    /// one.
    /// </summary>
    public BoxSpace(ImmutableArray<double> low, ImmutableArray<double> high, ImmutableArray<long> shape)
    {
        var width = shape.Aggregate(1L, (product, size) => product * size);
        if (low.Length != width || high.Length != width)
            throw new ArgumentException($"A box of shape [{string.Join(", ", shape)}] needs {width} bounds on each side.", nameof(low));
        foreach (var (lower, upper) in low.Zip(high))
            Uncertainty.Box.Require(lower, upper);
        (Low, High, _shape) = (low, high, shape);
    }

    /// <summary>The least value of each coordinate.</summary>
    public ImmutableArray<double> Low { get; }

    /// <summary>The largest value of each coordinate.</summary>
    public ImmutableArray<double> High { get; }

    /// <inheritdoc/>
    public override ImmutableArray<long> Shape => _shape;

    /// <summary>Any numbers of this shape.</summary>
    public static BoxSpace Unbounded(params ReadOnlySpan<long> shape) => new(double.NegativeInfinity, double.PositiveInfinity, shape);

    /// <inheritdoc/>
    public override Tensor Uniform(long n, RandomStream random)
    {
        if (!Low.All(double.IsFinite) || !High.All(double.IsFinite))
            throw new UserError("There is no uniform distribution on a space without bounds: give the box finite bounds.");
        using var low = Bound(Low, random.Device);
        using var width = Bound([.. High.Zip(Low, (high, least) => high - least)], random.Device);
        return random.Uniform([n, .. _shape]).mul_(width).add_(low);
    }

    internal override IReadOnlyList<Tensor> Bounds(Device device) =>
        IsOne(Low) && IsOne(High) ? [] : [Bound(Low, device), Bound(High, device)];

    internal override Tensor Admit(Tensor values, IReadOnlyList<Tensor> bounds) =>
        bounds is [var low, var high] ? values.clamp(low, high) : values.clamp(Low[0], High[0]);

    internal override Column Column(string name) => Data.Column.Float(name, _shape.AsSpan());

    private Tensor Bound(ImmutableArray<double> bound, Device device) =>
        tensor([.. bound.Select(value => (float)value)], [.. _shape], device: device);

    private static bool IsOne(ImmutableArray<double> bound) => bound.AsSpan().IndexOfAnyExcept(bound[0]) < 0;

    private static ImmutableArray<double> Repeated(double bound, ReadOnlySpan<long> shape)
    {
        var width = 1L;
        foreach (var size in shape)
            width *= size;
        return [.. Enumerable.Repeat(bound, checked((int)width))];
    }
}
