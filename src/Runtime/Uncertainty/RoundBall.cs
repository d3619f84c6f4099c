using static TorchSharp.torch;

namespace MLSpec.Runtime.Uncertainty;

/// <summary>
/// A ball in a norm that takes all coordinates of a point together, perhaps within a box that contains its centre. A point is the last <c>rank</c> dimensions, and a row where the points
/// are a matrix.
/// </summary>
public abstract class RoundBall : PointSet
{
    private protected RoundBall(Tensor center, Tensor radius, int rank, (double Low, double High)? box) =>
        (Center, EachRadius, Rank, Limits) = (center, radius, rank, box);

    private protected Tensor Center { get; }

    /// <summary>The radii as they were given, which broadcast to the centre.</summary>
    private protected Tensor EachRadius { get; }

    private protected int Rank { get; }

    /// <summary>The box, if any.</summary>
    private protected (double Low, double High)? Limits { get; }

    /// <inheritdoc/>
    public sealed override Tensor Start() => Limits is { } box ? Center.clamp(box.Low, box.High) : Center.clone();

    /// <summary>A radius for each row: float[n].</summary>
    private protected Tensor Radii() => Rows(EachRadius.expand_as(Center)).select(1, 0);

    /// <summary>[axes..., core...] as [n, d].</summary>
    private protected Tensor Rows(Tensor points)
    {
        var count = 1L;
        for (var i = 0; i < points.dim() - Rank; i++)
            count *= points.size(i);
        return points.reshape(count, -1);
    }
}
