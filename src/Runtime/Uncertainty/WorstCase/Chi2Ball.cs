using static TorchSharp.torch;

namespace MLSpec.Runtime.Uncertainty;

/// <summary>
/// Worst cases over the distributions q with chi-squared divergence sum (q - p)^2 / p at most a radius around a distribution p of
/// finitely many atoms. The worst of them is q proportional
/// to p max(f - eta, 0); eta minimises the dual sqrt(1 + radius) (E_p max(f - eta, 0)^2)^(1/2) + eta (Duchi and Namkoong 2021). Sorting
/// gives eta in closed form.
/// </summary>
public static class Chi2Ball
{
    /// <summary>
    /// The weights q of the largest expectation, exact up to rounding. Radius 0 gives the nominal probabilities; while no weight is cut
    /// off at 0 the expectation is the mean plus
    /// sqrt(radius) standard deviations; a radius of at least 1 / p - 1 for the largest values gives these alone.
    /// </summary>
    /// <inheritdoc cref="KlBall.Weights(Tensor, double, Tensor?, long)" path="/param[@name='values' or @name='nominal']"/>
    /// <param name="radius">At least 0; a pure number.</param>
    /// <exception cref="UserError">The radius is negative.</exception>
    public static Tensor Weights(Tensor values, double radius, Tensor? nominal = null, long dimension = -1)
    {
        using var number = tensor(Radius.Checked(radius), ScalarType.Float64, values.device);
        return Weights(values, number, nominal, dimension);
    }

    /// <inheritdoc cref="KlBall.Weights(Tensor, Tensor, Tensor?, long)"/>
    public static Tensor Weights(Tensor values, Tensor radius, Tensor? nominal = null, long dimension = -1) =>
        Atoms.Solve(values, nominal, dimension, atoms => Solve(atoms, Atoms.PerProblem(radius, dimension).clamp_min(0)));

    private static Tensor Solve(Atoms atoms, Tensor radius)
    {
        var (f, p) = atoms;
        var (values, order) = f.sort(-1, descending: true);
        var mass = p.gather(-1, order);
        var total = mass.cumsum(-1);
        var mean = (mass * values).cumsum(-1) / total.clamp(min: 1e-300);
        var variance = (((mass * values.square()).cumsum(-1) / total.clamp(min: 1e-300)) - mean.square()).clamp_(min: 0);

        // With the k largest atoms active and eta at the next value, the divergence is (variance + d^2) / (total d^2) - 1 for d = mean -
        // eta: the active atoms are those of the first k
        // at which the radius is large enough for no more to be needed.
        var next = cat([values.narrow(-1, 1, values.size(-1) - 1), full_like(values.narrow(-1, 0, 1), double.NegativeInfinity)], -1);
        var distance = (mean - next).square();
        var divergence = ((1 + nan_to_num(variance / distance, nan: 0, posinf: double.PositiveInfinity)) / total) - 1;
        var isTooFew = where(total.gt(0), divergence, double.PositiveInfinity).gt(radius);
        var active = isTooFew.sum(-1, keepdim: true).clamp_(max: values.size(-1) - 1);
        var (share, center, spread) = (total.gather(-1, active), mean.gather(-1, active), variance.gather(-1, active));
        var slope = ((((1 + radius) * share) - 1).clamp_(min: 0) / spread.clamp(min: 1e-300)).sqrt_();
        var weights = p * (1 + (slope * (f - center))).clamp_(min: 0) * f.ge(values.gather(-1, active));
        var reachesWorst = ((1 + radius) * (p * atoms.Worst).sum(-1, keepdim: true)).ge(1 - 1e-12);
        return where(reachesWorst, atoms.Concentrated, weights / weights.sum(-1, keepdim: true));
    }
}
