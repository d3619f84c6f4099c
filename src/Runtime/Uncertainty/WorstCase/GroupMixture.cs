using MLSpec.Runtime.Store;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Uncertainty;

/// <summary>
/// A mixture of groups that follows the worst of them from batch to batch: every step multiplies the weight of a group by exp(rate times
/// its mean) and scales them to sum 1 (exponentiated
/// gradient ascent; Sagawa et al. 2020). It is part of what a training's checkpoints hold.
/// </summary>
public sealed class GroupMixture : ICheckpointed
{
    private readonly Tensor _logarithms;
    private readonly double _rate;

    /// <summary>Equal weights for <paramref name="count"/> groups.</summary>
    /// <exception cref="UserError">The rate is not above 0.</exception>
    public GroupMixture(long count, double rate, Device device)
    {
        if (!(rate > 0))
            throw new UserError($"The rate of exponentiated gradient is above 0, not {Require.Text(rate)}.");
        (_logarithms, _rate) = (zeros(count, ScalarType.Float32, device), rate);
    }

    /// <summary>
    /// One step, and the weights of the points after it: those of their group, shared equally within the batch; the groups that the batch
    /// lacks keep their weight for later and
    /// leave the others to sum to 1.
    /// </summary>
    /// <param name="values">float[n], larger is worse.</param>
    /// <param name="groups">int64[n], below the number of groups.</param>
    public Tensor Weights(Tensor values, Tensor groups)
    {
        using var constant = no_grad();
        using var scope = NewDisposeScope();
        var counts = zeros_like(_logarithms).index_add_(0, groups, ones_like(values), 1);
        var means = zeros_like(_logarithms).index_add_(0, groups, values, 1) / counts.clamp(min: 1);
        _logarithms.add_(means, _rate);
        _logarithms.sub_(_logarithms.logsumexp(0));
        var share = where(counts.gt(0), _logarithms, float.NegativeInfinity).softmax(0) / counts.clamp(min: 1);
        return share.index_select(0, groups).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Save(StateWriter state) => state.Tensor("logarithms", _logarithms);

    /// <inheritdoc/>
    public void Restore(StateReader state) => state.Tensor("logarithms", _logarithms);
}
