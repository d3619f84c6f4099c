using MLSpec.Runtime.Schedules;
using MLSpec.Runtime.Store;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Optim;

/// <summary>An optimiser with its learning rate over the steps and, where wanted, a limit on the gradient's norm.</summary>
public sealed class ScheduledOptimizer : ICheckpointed
{
    private readonly IOptimizer _optimizer;
    private readonly Tensor _gradient;
    private readonly Schedule _rate;
    private readonly double _clip;
    private readonly double _direction;

    /// <param name="clip">At least 0, and 0 for no limit.</param>
    public ScheduledOptimizer(IOptimizer optimizer, Tensor gradient, Schedule rate, double clip)
        : this(optimizer, gradient, rate, clip, direction: 1)
    {
        if (!(clip >= 0))
            throw new UserError($"The limit of a gradient's norm must be at least 0, not {Require.Text(clip)}.");
    }

    private ScheduledOptimizer(IOptimizer optimizer, Tensor gradient, Schedule rate, double clip, double direction) =>
        (_optimizer, _gradient, _rate, _clip, _direction) = (optimizer, gradient, rate, clip, direction);

    /// <summary>The same optimiser going uphill.</summary>
    public ScheduledOptimizer Maximising() => new(_optimizer, _gradient, _rate, _clip, -_direction);

    /// <summary>The learning rate at a step, from 0.</summary>
    public double RateAt(int step) => _rate.At(step);

    /// <summary>One update with the gradient as it stands.</summary>
    public void Step(int step)
    {
        if (_direction < 0)
            _gradient.neg_();
        if (_clip > 0)
            Gradient.ClipNorm(_gradient, _clip).Dispose();
        _optimizer.Step(_rate.At(step));
    }

    /// <inheritdoc/>
    public void Save(StateWriter state) => _optimizer.Save(state);

    /// <inheritdoc/>
    public void Restore(StateReader state) => _optimizer.Restore(state);
}
