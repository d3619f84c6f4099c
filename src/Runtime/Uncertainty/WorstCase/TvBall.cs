using static TorchSharp.torch;

namespace MLSpec.Runtime.Uncertainty;

/// <summary>
/// Worst cases over the distributions q on the atoms of p with total variation distance (1/2) sum |q - p| at most a radius: the mass of
/// the radius moves from the smallest values to the
/// largest (Jiang and Guan 2018).
/// </summary>
public static class TvBall
{
    /// <summary>
    /// The weights q of the largest expectation, exact up to rounding: (1 - radius) times the mean of what is left plus radius times the
    /// maximum. Radius 0 gives the nominal
    /// probabilities, radius 1 the largest values alone.
    /// </summary>
    /// <inheritdoc cref="KlBall.Weights(Tensor, double, Tensor?, long)" path="/param[@name='values' or @name='nominal']"/>
    /// <param name="radius">A fraction, from 0 to 1.</param>
    /// <exception cref="UserError">The radius is no fraction.</exception>
    public static Tensor Weights(Tensor values, double radius, Tensor? nominal = null, long dimension = -1)
    {
        if (!(radius >= 0 && radius <= 1))
            throw new UserError($"The radius of a total variation ball is a fraction from 0 to 1, not {Require.Text(radius)}.");
        using var number = tensor(radius, ScalarType.Float64, values.device);
        return Weights(values, number, nominal, dimension);
    }

    /// <summary>As with one radius; here each problem has its own, broadcasting to the values with length 1 along the atoms. It is
    /// clamped to [0, 1].</summary>
    public static Tensor Weights(Tensor values, Tensor radius, Tensor? nominal = null, long dimension = -1) =>
        Atoms.Solve(values, nominal, dimension, atoms => Solve(atoms, Atoms.PerProblem(radius, dimension).clamp(0, 1)));

    private static Tensor Solve(Atoms atoms, Tensor radius)
    {
        var movable = 1 - (atoms.Nominal * atoms.Worst).sum(-1, keepdim: true);
        var moved = radius.minimum(movable).clamp_(min: 0);
        var left = atoms.Nominal - (atoms with { Values = -atoms.Values }).UpperTail(moved);
        return left + (moved * atoms.Concentrated);
    }
}
