using static TorchSharp.torch;

namespace MLSpec.Runtime.Uncertainty;

/// <summary>
/// Worst cases over the mixtures of groups: every mixture of the groups' own distributions is possible, so the worst is the group with
/// the largest mean (Sagawa et al. 2020).
/// </summary>
public static class Groups
{
    /// <summary>
    /// The weights of the largest expectation: the nominal probabilities within the worst group, scaled to 1, and 0 elsewhere. A group
    /// without atoms does not count; of groups with equal
    /// means the first is taken.
    /// </summary>
    /// <inheritdoc cref="KlBall.Weights(Tensor, double, Tensor?, long)" path="/param[@name='values' or @name='nominal']"/>
    /// <param name="groups">int64, the group of each atom, from 0 to <paramref name="count"/> - 1; broadcasts to the values.</param>
    /// <param name="count">How many groups there are.</param>
    public static Tensor Weights(Tensor values, Tensor groups, long count, Tensor? nominal = null, long dimension = -1)
    {
        using var each = values + zeros_like(groups, values.dtype);
        return Atoms.Solve(each, nominal, dimension, atoms => Solve(atoms, Atoms.Moved(groups, dimension), count));
    }

    private static Tensor Solve(Atoms atoms, Tensor labels, long count)
    {
        var (f, p) = atoms;
        var member = nn.functional.one_hot(labels, count).to_type(ScalarType.Float64);
        var mass = matmul(p.unsqueeze(-2), member).squeeze(-2);
        var means = matmul((p * f).unsqueeze(-2), member).squeeze(-2) / mass;
        var worst = where(mass.gt(0), means, double.NegativeInfinity).argmax(-1, keepdim: true);
        var weights = p * labels.eq(worst);
        return weights / weights.sum(-1, keepdim: true);
    }
}
