using System.Collections.Immutable;
using MLSpec.Dsl.Lowering.Ir.Operations;
using TorchSharp;

namespace MLSpec.Verification.Search;

/// <summary>The points no further than a radius from a centre.</summary>
internal sealed record CenteredBall(Norm Norm, ImmutableArray<double> Center, double Radius)
{
    /// <summary>The smallest box around the ball, rounded outwards.</summary>
    public InputBox Around => new(
        [.. Center.Select(c => Math.BitDecrement(c - Radius))], [.. Center.Select(c => Math.BitIncrement(c + Radius))]);

    public bool Contains(IReadOnlyList<double> point) => Length(point.Select((x, i) => x - Center[i])) <= Radius;

    /// <summary>Whether a part of the box may lie in the ball; never wrong when it says no.</summary>
    public bool Meets(double[] low, double[] high) =>
        Length(Center.Select((c, i) => Math.Max(0, Math.Max(low[i] - c, c - high[i])))) <= Radius * (1 + 1e-9);

    /// <summary>The norm of each row.</summary>
    public torch.Tensor Lengths(torch.Tensor offsets) => Norm switch
    {
        Norm.L2 => offsets.norm(1),
        Norm.L1 => offsets.abs().sum(1),
        _ => offsets.abs().amax([1]),
    };

    private double Length(IEnumerable<double> offset) => Norm switch
    {
        Norm.L2 => Math.Sqrt(offset.Sum(d => d * d)),
        Norm.L1 => offset.Sum(Math.Abs),
        _ => offset.Select(Math.Abs).DefaultIfEmpty(0).Max(),
    };
}
