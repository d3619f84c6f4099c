using static TorchSharp.torch;

namespace MLSpec.Runtime.Uncertainty;

/// <summary>
/// The parts of SDP-CROWN's offsets. H.-M. Chiu, H. Chen, H. Zhang, R. Y. Zhang, "SDP-CROWN: efficient bound propagation for neural network verification with tightness of semidefinite
/// programming", ICML 2025.
/// </summary>
public static class Semidefinite
{
    /// <summary>
    /// Element by element, where <c>c relu(t) - g t + lambda/2 (t - center)^2</c> is smallest for t in [low, high]: of the two parabolas' minima, t at least 0 and t at most 0, the lower one.
    /// Tensors broadcast; lambda is above 0.
    /// </summary>
    public static Tensor Minimiser(Tensor c, Tensor g, Tensor center, Tensor low, Tensor high, Tensor lambda)
    {
        using var scope = NewDisposeScope();
        var positive = (center - ((c - g) / lambda)).clamp(low.clamp_min(0), high.clamp_min(0));
        var negative = (center + (g / lambda)).clamp(low.clamp_max(0), high.clamp_max(0));
        var half = lambda * 0.5;
        var above = ((c - g) * positive).add_(half * (positive - center).square());
        var below = (-g * negative).add_(half * (negative - center).square());
        var chosen = where(low.ge(0).logical_or(high.gt(0).logical_and(above.le(below))), positive, negative);
        return chosen.MoveToOuterDisposeScope();
    }

    /// <summary>The largest singular value of each matrix [..., k, d], rounded up: a bound of how much it stretches an l2 ball.</summary>
    public static Tensor OperatorNorm(Tensor matrix)
    {
        using var values = linalg.svdvals(matrix.to(ScalarType.Float64));
        using var largest = values.amax([-1]);
        return largest.mul_(1 + 1e-6).to(matrix.dtype);
    }
}
