using MLSpec.Runtime.Store;
using TorchSharp;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Optim;

/// <summary>
/// Adam with bias correction, as torch.optim.Adam: m and v are averages of g and g^2; p = p - rate m^ / (sqrt(v^) + epsilon).
/// D. P. Kingma, J. Ba, "Adam: A method for stochastic optimization", ICLR 2015, algorithm 1. With <c>decay</c>, AdamW:
/// p = p - rate decay p first; I. Loshchilov, F. Hutter, "Decoupled weight decay regularization", ICLR 2019.
/// </summary>
public class Adam : IOptimizer
{
    private readonly Tensor _parameters;
    private readonly Tensor _gradient;
    private readonly Tensor _mean;
    private readonly Tensor _square;
    private readonly Tensor _denominator;
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly double _decay;
    private readonly Scalar _keepMean;
    private readonly Scalar _addMean;
    private readonly Scalar _keepSquare;
    private readonly Scalar _addSquare;
    private readonly Scalar _epsilon;
    private long _steps;

    /// <summary>For the flat parameters and their gradient, of equal length; beta1 and beta2 in [0, 1), epsilon above 0.</summary>
    public Adam(Tensor parameters, Tensor gradient, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8)
        : this("Adam", parameters, gradient, beta1, beta2, epsilon, decay: 0)
    {
    }

    private protected Adam(string name, Tensor parameters, Tensor gradient, double beta1, double beta2, double epsilon, double decay)
    {
        if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1))
            throw new UserError($"{name}: "
                + $"beta1 and beta2 must be at least 0 and below 1, not {Require.Text(beta1)} and {Require.Text(beta2)}.");
        if (!(epsilon > 0))
            throw new UserError($"{name}: epsilon must be above 0, not {Require.Text(epsilon)}.");
        if (!(decay >= 0))
            throw new UserError($"{name}: decay must be at least 0, not {Require.Text(decay)}.");
        (_parameters, _gradient, _beta1, _beta2, _decay) = (parameters, gradient, beta1, beta2, decay);
        _mean = zeros_like(parameters).DetachFromDisposeScope();
        _square = zeros_like(parameters).DetachFromDisposeScope();
        _denominator = zeros_like(parameters).DetachFromDisposeScope();
        (_keepMean, _addMean, _keepSquare, _addSquare, _epsilon) = (beta1, 1 - beta1, beta2, 1 - beta2, epsilon);
    }

    /// <inheritdoc/>
    public void Step(double rate)
    {
        _steps++;
        using Scalar descent = -rate / (1 - Math.Pow(_beta1, _steps));
        using Scalar correction = 1 / Math.Sqrt(1 - Math.Pow(_beta2, _steps));
        if (_decay > 0)
            Decay(rate);
        _mean.mul_(_keepMean).add_(_gradient, _addMean);
        _square.mul_(_keepSquare).addcmul_(_gradient, _gradient, _addSquare);
        _denominator.copy_(_square).sqrt_().mul_(correction).add_(_epsilon);
        _parameters.addcdiv_(_mean, _denominator, descent);
    }

    /// <inheritdoc/>
    public void Save(StateWriter state)
    {
        state.Integer("steps", _steps);
        state.Tensor("mean", _mean);
        state.Tensor("square", _square);
    }

    /// <inheritdoc/>
    public void Restore(StateReader state)
    {
        _steps = state.Integer("steps");
        state.Tensor("mean", _mean);
        state.Tensor("square", _square);
    }

    private void Decay(double rate)
    {
        using Scalar keep = 1 - (rate * _decay);
        _parameters.mul_(keep);
    }
}
