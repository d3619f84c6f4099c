using System.Numerics;
using System.Runtime.CompilerServices;
using MLSpec.Runtime.Nn;
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
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly double _epsilon;
    private readonly double _decay;
    private readonly bool _isOnCpu;
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
        (_parameters, _gradient, _beta1, _beta2, _epsilon, _decay) = (parameters, gradient, beta1, beta2, epsilon, decay);
        _mean = zeros_like(parameters).DetachFromDisposeScope();
        _square = zeros_like(parameters).DetachFromDisposeScope();
        _isOnCpu = parameters.device_type == DeviceType.CPU && new[] { parameters, gradient }.All(t => t.dtype == ScalarType.Float32 && t.is_contiguous());
    }

    /// <inheritdoc/>
    public void Step(double rate)
    {
        _steps++;
        var descent = -rate / (1 - Math.Pow(_beta1, _steps));
        var correction = 1 / Math.Sqrt(1 - Math.Pow(_beta2, _steps));
        if (_decay > 0)
            Decay(rate);
        if (_isOnCpu)
            InOnePass((float)descent, (float)correction);
        else
            Everywhere(descent, correction);
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

    /// <summary>Reads and writes every number once, where libtorch's operations would pass over the memory nine times.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void InOnePass(float descent, float correction)
    {
        var parameters = PlainNumbers.Of(_parameters);
        var gradient = PlainNumbers.Of(_gradient);
        var mean = PlainNumbers.Of(_mean);
        var square = PlainNumbers.Of(_square);
        var (keepMean, addMean) = ((float)_beta1, (float)(1 - _beta1));
        var (keepSquare, addSquare) = ((float)_beta2, (float)(1 - _beta2));
        var epsilon = (float)_epsilon;
        var i = 0;
        for (; i <= parameters.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var g = new Vector<float>(gradient[i..]);
            var m = (new Vector<float>(mean[i..]) * keepMean) + (g * addMean);
            var v = (new Vector<float>(square[i..]) * keepSquare) + (g * g * addSquare);
            var denominator = (Vector.SquareRoot(v) * correction) + new Vector<float>(epsilon);
            m.CopyTo(mean[i..]);
            v.CopyTo(square[i..]);
            (new Vector<float>(parameters[i..]) + (m * descent / denominator)).CopyTo(parameters[i..]);
        }

        for (; i < parameters.Length; i++)
        {
            mean[i] = (mean[i] * keepMean) + (gradient[i] * addMean);
            square[i] = (square[i] * keepSquare) + (gradient[i] * gradient[i] * addSquare);
            parameters[i] += mean[i] * descent / ((MathF.Sqrt(square[i]) * correction) + epsilon);
        }
    }

    private void Everywhere(double descent, double correction)
    {
        using var scope = NewDisposeScope();
        _mean.mul_(_beta1).add_(_gradient, 1 - _beta1);
        _square.mul_(_beta2).addcmul_(_gradient, _gradient, 1 - _beta2);
        _parameters.addcdiv_(_mean, _square.sqrt().mul_(correction).add_(_epsilon), descent);
    }

    private void Decay(double rate)
    {
        using Scalar keep = 1 - (rate * _decay);
        _parameters.mul_(keep);
    }
}
