using System.Runtime.InteropServices;
using MLSpec.Runtime.Random;
using MLSpec.Runtime.Store;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Control.MuJoCo;

/// <summary>Episodes of a <see cref="MuJoCoEnvironment"/>. The simulations stay on the CPU.</summary>
internal sealed class MuJoCoEpisodes : BatchedEpisodes
{
    private readonly MuJoCoTask _task;
    private readonly double _elapsed;
    private readonly MuJoCoSimulations _simulations;
    private readonly MuJoCoState _before;
    private readonly MuJoCoState _rest;
    private readonly Tensor _hasEnded;

    public MuJoCoEpisodes(MuJoCoEnvironment environment, int count, RandomStream random) : base(environment, count, random)
    {
        (_task, _elapsed) = (environment.Task, environment.Elapsed);
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        _simulations = new(environment, count);
        (_before, _rest) = (Copy(State), Copy(State));
        _hasEnded = ones(count, ScalarType.Bool).DetachFromDisposeScope();
        Observation = zeros([count, .. environment.Observations.Shape], device: random.Device).DetachFromDisposeScope();
        Place();
    }

    public override Tensor Observation { get; }

    private MuJoCoState State => _simulations.State;

    protected override (Tensor Reward, Tensor? Stopped) Advance(Tensor action)
    {
        var control = action.cpu().to(ScalarType.Float64);
        foreach (var (to, from) in Parts(_before).Zip(Parts(State)))
            to.copy_(from);
        _hasEnded.copy_(HasEnded);
        _simulations.Step(control, MemoryMarshal.Cast<byte, bool>(_hasEnded.bytes));
        Observation.copy_(_task.Observe(State));
        return (_task.Reward(_before, control, State, _elapsed), _task.Stop?.Invoke(State).to(Reward.device));
    }

    protected override void Begin()
    {
        _hasEnded.copy_(HasEnded);
        Place();
    }

    protected override void SaveWorld(StateWriter state) => state.Part("simulations", _simulations);

    protected override void RestoreWorld(StateReader state)
    {
        state.Part("simulations", _simulations);
        Observation.copy_(_task.Observe(State));
    }

    protected override void DisposeWorld()
    {
        _simulations.Dispose();
        foreach (var tensor in Parts(_before).Concat(Parts(_rest)).Append(_hasEnded).Append(Observation))
            tensor.Dispose();
    }

    /// <summary>Puts the simulations that have ended at a start.</summary>
    private void Place()
    {
        var start = _task.Begin?.Invoke(_rest, Random) ?? _rest;
        var mask = _hasEnded.unsqueeze(1);
        State.Position.copy_(where(mask, start.Position.cpu().to(ScalarType.Float64), State.Position));
        State.Velocity.copy_(where(mask, start.Velocity.cpu().to(ScalarType.Float64), State.Velocity));
        var hasEnded = MemoryMarshal.Cast<byte, bool>(_hasEnded.bytes);
        for (var i = 0; i < hasEnded.Length; i++)
            if (hasEnded[i])
                _simulations.Place(i);
        Observation.copy_(_task.Observe(State));
    }

    private static Tensor[] Parts(MuJoCoState state) => [state.Position, state.Velocity, state.Sensors];

    private static MuJoCoState Copy(MuJoCoState state) => new(
        state.Position.clone().DetachFromDisposeScope(), state.Velocity.clone().DetachFromDisposeScope(),
        state.Sensors.clone().DetachFromDisposeScope());
}
