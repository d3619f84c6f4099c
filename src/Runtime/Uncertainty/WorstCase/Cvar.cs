using static TorchSharp.torch;

namespace MLSpec.Runtime.Uncertainty;

/// <summary>
/// The conditional value at risk: the mean over the worst fraction of the probability, which is the worst case over the distributions
/// with density at most 1 / fraction (Rockafellar and
/// Uryasev 2000).
/// </summary>
public static class Cvar
{
    /// <summary>
    /// The weights q of the largest expectation, exact up to rounding: p / fraction above the quantile, what is left at it. Fraction 1
    /// gives the nominal probabilities; a fraction of at
    /// most p of the largest values gives these alone.
    /// </summary>
    /// <inheritdoc cref="KlBall.Weights(Tensor, double, Tensor?, long)" path="/param[@name='values' or @name='nominal']"/>
    /// <param name="fraction">Above 0, at most 1.</param>
    /// <exception cref="UserError">The fraction is not above 0 and at most 1.</exception>
    public static Tensor Weights(Tensor values, double fraction, Tensor? nominal = null, long dimension = -1)
    {
        if (!(fraction > 0 && fraction <= 1))
            throw new UserError($"The fraction of a cvar is above 0 and at most 1, not {Require.Text(fraction)}.");
        using var number = tensor(fraction, ScalarType.Float64, values.device);
        return Weights(values, number, nominal, dimension);
    }

    /// <summary>As with one fraction; here each problem has its own, broadcasting to the values with length 1 along the atoms. It is
    /// clamped to (0, 1].</summary>
    public static Tensor Weights(Tensor values, Tensor fraction, Tensor? nominal = null, long dimension = -1) =>
        Atoms.Solve(values, nominal, dimension, atoms => Solve(atoms, Atoms.PerProblem(fraction, dimension).clamp(1e-12, 1)));

    private static Tensor Solve(Atoms atoms, Tensor fraction)
    {
        var tail = atoms.UpperTail(fraction);
        return tail / tail.sum(-1, keepdim: true);
    }
}
