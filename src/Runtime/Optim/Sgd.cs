using MLSpec.Runtime.Store;
using TorchSharp;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Optim;

/// <summary>
/// Gradient descent with heavy-ball momentum, as torch.optim.SGD: v = momentum v + g; p = p - rate v. B. T. Polyak (1964); without
/// momentum v is g.
/// </summary>
public sealed class Sgd : IOptimizer
{
    private readonly Tensor _parameters;
    private readonly Tensor _gradient;
    private readonly Tensor? _velocity;
    private readonly Scalar? _momentum;

    /// <summary>For the flat parameters and their gradient, of equal length; momentum in [0, 1).</summary>
    public Sgd(Tensor parameters, Tensor gradient, double momentum = 0)
    {
        if (!(momentum >= 0 && momentum < 1))
            throw new UserError($"SGD: momentum must be at least 0 and below 1, not {Require.Text(momentum)}.");
        (_parameters, _gradient) = (parameters, gradient);
        if (momentum > 0)
            (_velocity, _momentum) = (zeros_like(parameters).DetachFromDisposeScope(), momentum);
    }

    /// <inheritdoc/>
    public void Step(double rate)
    {
        using Scalar descent = -rate;
        _velocity?.mul_(_momentum!).add_(_gradient);
        _parameters.add_(_velocity ?? _gradient, descent);
    }

    /// <inheritdoc/>
    public void Save(StateWriter state)
    {
        if (_velocity is not null)
            state.Tensor("velocity", _velocity);
    }

    /// <inheritdoc/>
    public void Restore(StateReader state)
    {
        if (_velocity is not null)
            state.Tensor("velocity", _velocity);
    }
}
