using static TorchSharp.torch;

namespace MLSpec.Runtime.Nn;

/// <summary>
/// Where a smooth activation minus a line is extreme on an interval, element by element: what makes the line a bound of the activation, whatever its slope. Arguments broadcast; low is at most
/// high.
/// </summary>
/// <remarks>
/// On a piece where the activation is convex, its difference to a line has at most one turning point; it is found by halving an interval a fixed number of times, so that the result is as
/// near as float32 can tell without any condition of convergence. The ends of the interval are candidates always.
/// </remarks>
public static class Enclosure
{
    /// <summary>Halvings of an interval: beyond the resolution of float32.</summary>
    private const int _halvings = 32;

    /// <summary>gelu'' = (2 - x^2) times the normal density.</summary>
    private static readonly double _geluInflection = Math.Sqrt(2);

    /// <summary>The root of silu'': x tanh(x / 2) = 2.</summary>
    private const double _siluInflection = 2.399357280520;

    /// <summary>
    /// The point d of [low, min(high, 0)] at which a line from (high, tanh high) touches tanh from below, where tanh'(d) (high - d) = tanh high - tanh d; high where high is at most 0, low
    /// where the line would touch before.
    /// </summary>
    public static Tensor TanhTangent(Tensor low, Tensor high)
    {
        using var scope = NewDisposeScope();
        using var still = no_grad();
        var top = high.tanh();
        var (left, right) = (low.clamp_max(0), zeros_like(high) + low.clamp_max(0) * 0);
        for (var i = 0; i < _halvings; i++)
        {
            var middle = (left + right) * 0.5;
            var value = middle.tanh();
            var isAbove = ((1 - value.square()) * (high - middle)).gt(top - value);
            (left, right) = (where(isAbove, left, middle), where(isAbove, middle, right));
        }

        return where(high.le(0), high + (low * 0), left.maximum(low)).minimum(high).maximum(low).MoveToOuterDisposeScope();
    }

    /// <summary>Where tanh x - slope x is smallest: at an end, or where tanh' = slope on the convex side, x = -acosh(slope^-1/2).</summary>
    public static Tensor TanhLowest(Tensor slope, Tensor low, Tensor high)
    {
        using var scope = NewDisposeScope();
        using var still = no_grad();
        var turning = -slope.clamp(1e-30, 1).rsqrt_().acosh_();
        return Extreme(static x => x.tanh(), slope, low, high, true, turning.clamp_max(0)).MoveToOuterDisposeScope();
    }

    /// <summary>Where gelu x - slope x is smallest.</summary>
    public static Tensor GeluLowest(Tensor slope, Tensor low, Tensor high) => Lowest(Elementwise.Gelu, GeluSlope, _geluInflection, slope, low, high);

    /// <summary>Where gelu x - slope x is largest.</summary>
    public static Tensor GeluHighest(Tensor slope, Tensor low, Tensor high) => Highest(Elementwise.Gelu, GeluSlope, _geluInflection, slope, low, high);

    /// <summary>Where silu x - slope x is smallest.</summary>
    public static Tensor SiluLowest(Tensor slope, Tensor low, Tensor high) => Lowest(Elementwise.Silu, SiluSlope, _siluInflection, slope, low, high);

    /// <summary>Where silu x - slope x is largest.</summary>
    public static Tensor SiluHighest(Tensor slope, Tensor low, Tensor high) => Highest(Elementwise.Silu, SiluSlope, _siluInflection, slope, low, high);

    private static Tensor GeluSlope(Tensor x) => ((x * Math.Sqrt(0.5)).erf() * 0.5) + 0.5 + (x * (x.square() * -0.5).exp() * (1 / Math.Sqrt(2 * Math.PI)));

    private static Tensor SiluSlope(Tensor x)
    {
        var share = x.sigmoid();
        return share * (1 + (x * (1 - share)));
    }

    /// <summary>For a function that is convex between -inflection and inflection and concave outside.</summary>
    private static Tensor Lowest(Func<Tensor, Tensor> function, Func<Tensor, Tensor> derivative, double inflection, Tensor slope, Tensor low, Tensor high)
    {
        using var scope = NewDisposeScope();
        using var still = no_grad();
        var turning = Turning(derivative, slope, low.clamp(-inflection, inflection), high.clamp(-inflection, inflection), rising: true);
        return Extreme(function, slope, low, high, true, turning).MoveToOuterDisposeScope();
    }

    private static Tensor Highest(Func<Tensor, Tensor> function, Func<Tensor, Tensor> derivative, double inflection, Tensor slope, Tensor low, Tensor high)
    {
        using var scope = NewDisposeScope();
        using var still = no_grad();
        var left = Turning(derivative, slope, low.clamp_max(-inflection), high.clamp_max(-inflection), rising: false);
        var right = Turning(derivative, slope, low.clamp_min(inflection), high.clamp_min(inflection), rising: false);
        return Extreme(function, slope, low, high, false, left, right).MoveToOuterDisposeScope();
    }

    /// <summary>The point of [left, right] where a derivative that rises (or falls) passes the slope, or an end.</summary>
    private static Tensor Turning(Func<Tensor, Tensor> derivative, Tensor slope, Tensor left, Tensor right, bool rising)
    {
        for (var i = 0; i < _halvings; i++)
        {
            var middle = (left + right) * 0.5;
            var isBeyond = rising ? derivative(middle).gt(slope) : derivative(middle).lt(slope);
            (left, right) = (where(isBeyond, left, middle), where(isBeyond, middle, right));
        }

        return (left + right) * 0.5;
    }

    /// <summary>Of the ends and the candidates, moved into the interval, the one where the function minus the line is smallest or largest.</summary>
    private static Tensor Extreme(Func<Tensor, Tensor> function, Tensor slope, Tensor low, Tensor high, bool smallest, params ReadOnlySpan<Tensor> candidates)
    {
        var (best, value) = (low, function(low) - (slope * low));
        Tensor[] others = [high, .. candidates];
        foreach (var candidate in others)
        {
            var point = candidate.maximum(low).minimum(high);
            var there = function(point) - (slope * point);
            var isBetter = smallest ? there.lt(value) : there.gt(value);
            (best, value) = (where(isBetter, point, best), where(isBetter, there, value));
        }

        return best;
    }
}
