using System.Numerics;
using System.Runtime.CompilerServices;
using MLSpec.Runtime.Nn;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Uncertainty;

/// <summary>
/// The derivative of the dual D(b) = b log E_p exp(f / b) + b radius of a KL ball in log b: b (radius - KL(q || p)), where q ~ p exp(f / b) is the
/// tilted law. M. D. Donsker, S. R. S. Varadhan, "Asymptotic evaluation of certain Markov process expectations for large time", 1975.
/// </summary>
internal static class DualSlope
{
    /// <summary>The slope of each of n balls.</summary>
    /// <param name="values">f less its largest value: float[m, n], the atoms of a ball in a column.</param>
    /// <param name="nominal">p: float[m, n].</param>
    /// <param name="radius">In nats: float[n].</param>
    /// <param name="multiplier">b: float[n], above 0.</param>
    public static Tensor Of(Tensor values, Tensor nominal, Tensor radius, Tensor multiplier)
    {
        if (!new[] { values, nominal, radius, multiplier }.All(PlainNumbers.Are))
            return ByOperations(values, nominal, radius, multiplier);
        var result = empty_like(multiplier);
        InOnePass(PlainNumbers.Of(values), PlainNumbers.Of(nominal), PlainNumbers.Of(radius), PlainNumbers.Of(multiplier), PlainNumbers.Of(result));
        return result;
    }

    internal static Tensor ByOperations(Tensor values, Tensor nominal, Tensor radius, Tensor multiplier)
    {
        using var scope = NewDisposeScope();
        var tilt = values / multiplier;
        var tilted = tilt.exp().mul_(nominal);
        var total = tilted.sum(0L);
        var divergence = tilted.mul_(tilt).sum(0L).div_(total).sub_(total.log());
        return (radius - divergence).mul_(multiplier).MoveToOuterDisposeScope();
    }

    /// <summary>Neighbouring balls are the lanes of vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void InOnePass(
        ReadOnlySpan<float> values, ReadOnlySpan<float> nominal, ReadOnlySpan<float> radius, ReadOnlySpan<float> multiplier, Span<float> result)
    {
        var (n, lanes) = (result.Length, Vector<float>.Count);
        var ball = 0;
        for (; ball <= n - lanes; ball += lanes)
        {
            var b = new Vector<float>(multiplier[ball..]);
            var (total, weighted) = (Vector<float>.Zero, Vector<float>.Zero);
            for (var atom = ball; atom < values.Length; atom += n)
            {
                var tilt = new Vector<float>(values[atom..]) / b;
                var tilted = Vector.Exp(tilt) * new Vector<float>(nominal[atom..]);
                total += tilted;
                weighted += tilted * tilt;
            }

            ((new Vector<float>(radius[ball..]) - (weighted / total) + Vector.Log(total)) * b).CopyTo(result[ball..]);
        }

        for (; ball < n; ball++)
        {
            var (b, total, weighted) = (multiplier[ball], 0f, 0f);
            for (var atom = ball; atom < values.Length; atom += n)
            {
                var tilt = values[atom] / b;
                var tilted = MathF.Exp(tilt) * nominal[atom];
                total += tilted;
                weighted += tilted * tilt;
            }

            result[ball] = (radius[ball] - (weighted / total) + MathF.Log(total)) * b;
        }
    }
}
