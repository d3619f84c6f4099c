using MLSpec.Runtime.Random;
using MLSpec.Runtime.Store;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Control.MuJoCo;

/// <summary>Episodes of a <see cref="MuJoCoEnvironment"/>.</summary>
internal sealed class MuJoCoEpisodes : IEpisodes
{
    private readonly MuJoCoEnvironment _environment;
    private readonly RandomStream _random;
    private readonly MuJoCoSimulations _simulations;
    private readonly MuJoCoState _before;
    private readonly MuJoCoState _rest;
    private readonly EpisodeClock _clock;
    private readonly Tensor _hasEndedOnCpu;

    public MuJoCoEpisodes(MuJoCoEnvironment environment, int count, RandomStream random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        (_environment, _random, Count) = (environment, random, count);
        _clock = new(count, environment.Horizon, random.Device);
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        _simulations = new(environment, count);
        _before = Copy(_simulations.State);
        _rest = Copy(_simulations.State);
        _hasEndedOnCpu = ones(count, ScalarType.Bool).DetachFromDisposeScope();
        Observation = zeros([count, .. environment.Observations.Shape], device: random.Device).DetachFromDisposeScope();
        Reward = zeros(count, device: random.Device).DetachFromDisposeScope();
        Begin();
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
        var admitted = _environment.Actions.Admit(action).cpu().to(ScalarType.Float64);
        foreach (var (to, from) in Parts(_before).Zip(Parts(_simulations.State)))
            to.copy_(from);
        _hasEndedOnCpu.copy_(_clock.HasEnded);
        _simulations.Step(admitted, System.Runtime.InteropServices.MemoryMarshal.Cast<byte, bool>(_hasEndedOnCpu.bytes));
        Reward.copy_(_environment.Task.Reward(_before, admitted, _simulations.State, _environment.Elapsed));
        if (Ended > 0)
            Reward.masked_fill_(_clock.HasEnded, 0);
        Observation.copy_(_environment.Task.Observe(_simulations.State));
        _clock.Tick(_environment.Task.Stop?.Invoke(_simulations.State).to(Reward.device));
    }

    public void Restart()
    {
        if (Ended == 0)
            return;
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        _hasEndedOnCpu.copy_(_clock.HasEnded);
        Begin();
        _clock.Restart();
    }

    public void Save(StateWriter state)
    {
        state.Part("simulations", _simulations);
        state.Tensor("reward", Reward);
        state.Part("clock", _clock);
        state.Part("random", _random);
    }

    public void Restore(StateReader state)
    {
        state.Part("simulations", _simulations);
        state.Tensor("reward", Reward);
        state.Part("clock", _clock);
        state.Part("random", _random);
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        Observation.copy_(_environment.Task.Observe(_simulations.State));
    }

    public void Dispose()
    {
        _simulations.Dispose();
        _clock.Dispose();
        foreach (var tensor in Parts(_before).Concat(Parts(_rest)).Concat([_hasEndedOnCpu, Observation, Reward]))
            tensor.Dispose();
    }

    /// <summary>Puts the simulations that have ended at a start.</summary>
    private void Begin()
    {
        var start = _environment.Task.Begin?.Invoke(_rest, _random) ?? _rest;
        var mask = _hasEndedOnCpu.unsqueeze(1);
        _simulations.State.Position.copy_(where(mask, start.Position.cpu().to(ScalarType.Float64), _simulations.State.Position));
        _simulations.State.Velocity.copy_(where(mask, start.Velocity.cpu().to(ScalarType.Float64), _simulations.State.Velocity));
        var hasEnded = _hasEndedOnCpu.data<bool>().ToArray();
        for (var i = 0; i < Count; i++)
            if (hasEnded[i])
                _simulations.Place(i);
        Observation.copy_(_environment.Task.Observe(_simulations.State));
    }

    private static Tensor[] Parts(MuJoCoState state) => [state.Position, state.Velocity, state.Sensors];

    private static MuJoCoState Copy(MuJoCoState state) => new(
        state.Position.clone().DetachFromDisposeScope(), state.Velocity.clone().DetachFromDisposeScope(), state.Sensors.clone().DetachFromDisposeScope());
}
