using MLSpec.Runtime.Random;
using MLSpec.Runtime.Store;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Control;

/// <summary>Episodes of a <see cref="TensorEnvironment"/>: one tensor program a step, whatever their number.</summary>
internal sealed class TensorEpisodes : IEpisodes
{
    private readonly TensorEnvironment _environment;
    private readonly RandomStream _random;
    private readonly Tensor _state;
    private readonly EpisodeClock _clock;

    public TensorEpisodes(TensorEnvironment environment, int count, RandomStream random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        (_environment, _random, Count) = (environment, random, count);
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        _state = Checked(environment.Start(count, random), [count, .. environment.StateShape], "Start").clone().DetachFromDisposeScope();
        var seen = environment.Seen(_state);
        environment.Observations.Require(seen, count, "observations");
        Observation = environment.Observe is null ? _state : seen.clone().DetachFromDisposeScope();
        Reward = zeros(count, device: random.Device).DetachFromDisposeScope();
        _clock = new(count, environment.Horizon, random.Device);
    }

    public int Count { get; }
    public Tensor Observation { get; }
    public Tensor Reward { get; }
    public Tensor Stopped => _clock.Stopped;
    public Tensor TimedOut => _clock.TimedOut;
    public Tensor Age => _clock.Age;
    public int Ended => _clock.EndedCount;

    public void Step(Tensor action)
    {
        _environment.Actions.Require(action, Count, "actions");
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        var admitted = _environment.Actions.Admit(action);
        var next = _environment.Step(_state, admitted, _random);
        var reward = Checked(_environment.Reward(_state, admitted, next), [Count], "Reward");
        if (Ended > 0)
        {
            next = where(PerState(_clock.HasEnded), _state, next);
            reward = reward.masked_fill(_clock.HasEnded, 0);
        }
        Reward.copy_(reward);
        MoveTo(Checked(next, _state.shape, "Step"));
        _clock.Tick(_environment.Stop?.Invoke(_state));
    }

    public void Restart()
    {
        if (Ended == 0)
            return;
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        MoveTo(where(PerState(_clock.HasEnded), _environment.Start(Count, _random), _state));
        _clock.Restart();
    }

    public void Save(StateWriter state)
    {
        state.Tensor("state", _state);
        state.Tensor("reward", Reward);
        state.Part("clock", _clock);
        state.Part("random", _random);
    }

    public void Restore(StateReader state)
    {
        state.Tensor("state", _state);
        state.Tensor("reward", Reward);
        state.Part("clock", _clock);
        state.Part("random", _random);
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        if (_environment.Observe is { } observe)
            Observation.copy_(observe(_state));
    }

    public void Dispose()
    {
        _state.Dispose();
        Observation.Dispose();
        Reward.Dispose();
        _clock.Dispose();
    }

    private void MoveTo(Tensor state)
    {
        _state.copy_(state);
        if (_environment.Observe is { } observe)
            Observation.copy_(observe(_state));
    }

    /// <summary>bool[n] as [n, 1, ..., 1] beside states.</summary>
    private Tensor PerState(Tensor mask)
    {
        var shape = new long[_state.dim()];
        Array.Fill(shape, 1);
        shape[0] = Count;
        return mask.view(shape);
    }

    private Tensor Checked(Tensor values, ReadOnlySpan<long> shape, string function) => values.shape.AsSpan().SequenceEqual(shape)
        ? values
        : throw new ArgumentException($"{function} of {_environment.Name} gave [{string.Join(", ", values.shape)}] "
            + $"for {Count} episodes, not [{string.Join(", ", shape.ToArray())}].");
}
