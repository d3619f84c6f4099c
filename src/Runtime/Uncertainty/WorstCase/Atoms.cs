using static TorchSharp.torch;

namespace MLSpec.Runtime.Uncertainty;

/// <summary>
/// Finitely many values with their nominal probabilities, as the solvers of worst cases see them: float64, the atoms along the last
/// dimension, everything before it a problem by itself.
/// Probabilities may be given up to a factor; an atom of probability 0 keeps it.
/// </summary>
/// <param name="Values">f: float64[..., n], larger is worse. An infinite value counts as 1e300.</param>
/// <param name="Nominal">p: float64[..., n], at least 0, summing to 1.</param>
internal sealed record Atoms(Tensor Values, Tensor Nominal)
{
    /// <summary>The smallest range of values that is told from none.</summary>
    private const double Tiny = 1e-300;

    private const double Huge = 1e300;

    /// <summary>
    /// Solves for the worst-case weights of <paramref name="values"/>: moves the atoms to the last dimension, in double precision and
    /// below a largest value of 0 and within a range of 1
    /// (worst cases do not change under increasing affine maps), and the weights back. The weights are constants to autograd; what the
    /// solver makes on the way is
    /// disposed of.
    /// </summary>
    /// <param name="values">float[...], the atoms along <paramref name="dimension"/>, counted from the end: -1 is the last.</param>
    /// <param name="nominal">Broadcasts to the values; null where all atoms are equally likely.</param>
    /// <returns>Weights of the common shape, in the precision of the values: at least 0, summing to 1 along the atoms.</returns>
    public static Tensor Solve(Tensor values, Tensor? nominal, long dimension, Func<Atoms, Tensor> solver)
    {
        using var constant = no_grad();
        using var scope = NewDisposeScope();
        var common = nominal is null ? values : values + zeros_like(nominal);
        var f = nan_to_num(common.transpose(dimension, -1).to_type(ScalarType.Float64), nan: double.NaN, posinf: Huge, neginf: -Huge);
        var p = nominal is null
            ? full_like(f, 1.0 / f.size(-1))
            : nominal.expand(common.shape).transpose(dimension, -1).to_type(ScalarType.Float64);
        p = p / p.sum(-1, keepdim: true);
        var support = p.gt(0);
        var top = where(support, f, double.NegativeInfinity).amax([-1], keepdim: true);
        var bottom = where(support, f, double.PositiveInfinity).amin([-1], keepdim: true);
        var scaled = ((f - top) / (top - bottom).clamp_(min: Tiny)).clamp_(-1, 0);
        return solver(new Atoms(scaled, p)).transpose(dimension, -1).to_type(values.dtype).MoveToOuterDisposeScope();
    }

    /// <summary>What broadcasts to the values, with the dimension of the atoms moved to the end; a single number stays one.</summary>
    public static Tensor Moved(Tensor number, long dimension)
    {
        if (number.dim() == 0)
            return number;
        while (number.dim() < -dimension)
            number = number.unsqueeze(0);
        return number.transpose(dimension, -1);
    }

    /// <summary>A radius for each problem, as float64[..., 1], from a tensor that broadcasts to the values with length 1 along the
    /// atoms.</summary>
    public static Tensor PerProblem(Tensor number, long dimension) => Moved(number, dimension).to_type(ScalarType.Float64);

    /// <summary>The atoms of the largest value.</summary>
    public Tensor Worst => Values.eq(0).logical_and(Nominal.gt(0));

    /// <summary>All probability on the atoms of the largest value, in their nominal proportions.</summary>
    public Tensor Concentrated
    {
        get
        {
            var worst = Nominal * Worst;
            return worst / worst.sum(-1, keepdim: true);
        }
    }

    /// <summary>
    /// The part of the nominal probabilities that makes up a given mass with the largest values: all of an atom above the quantile,
    /// nothing below it, and equal shares of what atoms at
    /// the quantile have.
    /// </summary>
    /// <param name="mass">float64[..., 1] in [0, 1].</param>
    public Tensor UpperTail(Tensor mass)
    {
        var (sorted, order) = Values.sort(-1, descending: true);
        var above = Nominal.gather(-1, order).cumsum(-1);
        var place = above.lt(mass - 1e-12).sum(-1, keepdim: true).clamp_(max: Values.size(-1) - 1);
        var quantile = sorted.gather(-1, place);
        var beyond = Nominal * Values.gt(quantile);
        var tied = Nominal * Values.eq(quantile);
        var share = ((mass - beyond.sum(-1, keepdim: true)) / tied.sum(-1, keepdim: true).clamp_(min: Tiny)).clamp_(0, 1);
        return beyond + (tied * share);
    }
}
