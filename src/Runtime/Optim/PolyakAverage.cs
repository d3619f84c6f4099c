using TorchSharp;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Optim;

/// <summary>
/// A slowly moving copy: target = (1 - rate) target + rate source, in place. B. T. Polyak, A. B. Juditsky (1992); as a target network,
/// T. P. Lillicrap et al., "Continuous control with deep reinforcement learning", ICLR 2016.
/// </summary>
public sealed class PolyakAverage
{
    private readonly Tensor _target;
    private readonly Tensor _source;
    private readonly Scalar _keep;
    private readonly Scalar _add;

    /// <summary>For two flat vectors of equal length and a rate in [0, 1]; 1 copies.</summary>
    public PolyakAverage(Tensor target, Tensor source, double rate)
    {
        if (!(rate >= 0 && rate <= 1))
            throw new UserError($"The rate of a Polyak average must be from 0 to 1, not {Require.Text(rate)}.");
        (_target, _source, _keep, _add) = (target, source, 1 - rate, rate);
    }

    /// <summary>Moves the target once.</summary>
    public void Step() => _target.mul_(_keep).add_(_source, _add);
}
