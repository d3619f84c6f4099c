using static TorchSharp.torch;

namespace MLSpec.Runtime.Uncertainty;

/// <summary>
/// Worst cases over the distributions q with KL(q || p) at most a radius, in nats, around a distribution p of finitely many atoms. The
/// worst of them is tilted, q proportional to
/// p exp(f / b), with b > 0 such that its divergence is the radius; b minimises the dual b log E_p exp(f / b) + b radius (Donsker and
/// Varadhan 1975; Hu and Hong 2013).
/// </summary>
public static class KlBall
{
    /// <summary>The loss in value, as a fraction of the range of the values, at which the search for b ends.</summary>
    private const double Tolerance = 1e-10;

    private const int MostSteps = 100;
    private const double SteepestTilt = 1e18;

    /// <summary>
    /// The weights q of the largest expectation of <paramref name="values"/>. They lie in the ball; their expectation misses the supremum
    /// by at most 1e-10 of the range of the values (in
    /// single precision by its rounding). Radius 0 gives the nominal probabilities, a radius of at least -log p of the largest values
    /// gives these alone.
    /// </summary>
    /// <param name="values">float[...], the atoms along <paramref name="dimension"/> (counted from the end). Every position of the other
    /// dimensions is a problem of its own.</param>
    /// <param name="radius">In nats, at least 0.</param>
    /// <param name="nominal">Broadcasts to the values, at least 0, up to a factor; null where all atoms are equally likely.</param>
    /// <exception cref="UserError">The radius is negative.</exception>
    public static Tensor Weights(Tensor values, double radius, Tensor? nominal = null, long dimension = -1)
    {
        using var number = tensor(Radius.Checked(radius), ScalarType.Float64, values.device);
        return Weights(values, number, nominal, dimension);
    }

    /// <summary>As with one radius; here each problem has its own, broadcasting to the values with length 1 along the atoms. A negative
    /// radius counts as 0.</summary>
    public static Tensor Weights(Tensor values, Tensor radius, Tensor? nominal = null, long dimension = -1) =>
        Atoms.Solve(values, nominal, dimension, atoms => Solve(atoms, Atoms.PerProblem(radius, dimension).clamp_min(0)));

    /// <summary>
    /// The divergence of the law tilted by t = 1 / b rises in t from 0 to -log p(worst). Newton's method on its square root, which is
    /// nearly linear, within a bracket that is halved where
    /// a step leaves it; the lower end of the bracket, which is feasible, is the answer.
    /// </summary>
    private static Tensor Solve(Atoms atoms, Tensor radius)
    {
        var (f, p) = atoms;
        var reachesWorst = radius.ge(-(p * atoms.Worst).sum(-1, keepdim: true).log() - 1e-15);
        var target = radius.sqrt();
        var low = zeros_like(p.sum(-1, keepdim: true));
        var high = full_like(low, double.PositiveInfinity);
        var variance = ((p * f.square()).sum(-1, keepdim: true) - (p * f).sum(-1, keepdim: true).square()).clamp_(min: 0);
        var tilt = (target * (2 / variance.clamp_(min: 1e-30)).sqrt()).clamp_(max: SteepestTilt);
        for (var step = 0; step < MostSteps; step++)
        {
            using var iteration = NewDisposeScope();
            var (divergence, slope) = Divergence(f, p, tilt);
            var inside = divergence.le(radius);
            var (below, above) = (where(inside, tilt, low), where(inside, high, tilt));
            var root = divergence.sqrt();
            var newton = tilt + ((target - root) * 2 * root / slope.clamp_(min: 1e-300));
            var middle = where(above.isinf(), (below * 4).clamp_(min: 1), (below + above) / 2);
            var next = where(newton.gt(below).logical_and(newton.lt(above)), newton, middle).clamp_(max: SteepestTilt);
            var loss = where(inside, (radius - divergence) / tilt.clamp_(min: 1e-300), double.PositiveInfinity);
            var isDone = loss.le(Tolerance).logical_or(tilt.ge(SteepestTilt)).logical_or(reachesWorst).logical_or(radius.eq(0)).logical_or(divergence.isnan());
            var tight = (above - below).le(below * 1e-15);
            (low, high, tilt) = (below.MoveToOuterDisposeScope(), above.MoveToOuterDisposeScope(), where(isDone, tilt, next).MoveToOuterDisposeScope());
            if (isDone.logical_or(tight).all().item<bool>())
                break;
        }

        var tilted = p * (low * f).exp();
        return where(reachesWorst, atoms.Concentrated, tilted / tilted.sum(-1, keepdim: true));
    }

    /// <summary>KL(q || p) = t E_q f - log E_p exp(t f) of the tilted law, and its derivative t Var_q f.</summary>
    private static (Tensor Value, Tensor Slope) Divergence(Tensor f, Tensor p, Tensor tilt)
    {
        var tilted = p * (tilt * f).exp_();
        var total = tilted.sum(-1, keepdim: true);
        var mean = (tilted * f).sum(-1, keepdim: true) / total;
        var spread = (tilted * (f - mean).square()).sum(-1, keepdim: true) / total;
        return (((tilt * mean) - total.log()).clamp_(min: 0), tilt * spread);
    }
}
