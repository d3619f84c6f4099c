using MLSpec.Runtime.Random;
using MLSpec.Runtime.Store;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Control;

/// <summary>What all kinds of episodes have in common: ages and ends, rest after an end, the state of the world's chance.</summary>
internal abstract class BatchedEpisodes : IEpisodes
{
    private readonly Space _actions;
    private readonly IReadOnlyList<Tensor> _bounds;
    private readonly EpisodeClock _clock;

    protected BatchedEpisodes(IEnvironment environment, int count, RandomStream random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        (Count, Random, _actions) = (count, random, environment.Actions);
        _clock = new(count, environment.Horizon, random.Device);
        _bounds = [.. _actions.Bounds(random.Device).Select(bound => bound.DetachFromDisposeScope())];
        Reward = zeros(count, device: random.Device).DetachFromDisposeScope();
    }

    public int Count { get; }
    public abstract Tensor Observation { get; }
    public Tensor Reward { get; }
    public Tensor Stopped => _clock.Stopped;
    public Tensor TimedOut => _clock.TimedOut;
    public Tensor Age => _clock.Age;
    public int Ended => _clock.EndedCount;

    /// <summary>The chance in the world.</summary>
    protected RandomStream Random { get; }

    /// <summary>bool[n]: at an end, in either way.</summary>
    protected Tensor HasEnded => _clock.HasEnded;

    public void Step(Tensor action)
    {
        _actions.Require(action, Count, "actions");
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        var (reward, stopped) = Advance(_actions.Admit(action, _bounds));
        Reward.copy_(reward);
        if (Ended > 0)
            Reward.masked_fill_(HasEnded, 0);
        _clock.Tick(stopped);
    }

    public void Restart()
    {
        if (Ended == 0)
            return;
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        Begin();
        _clock.Restart();
    }

    public void Save(StateWriter state)
    {
        SaveWorld(state);
        state.Tensor("reward", Reward);
        state.Part("clock", _clock);
        state.Part("random", Random);
    }

    public void Restore(StateReader state)
    {
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        RestoreWorld(state);
        state.Tensor("reward", Reward);
        state.Part("clock", _clock);
        state.Part("random", Random);
    }

    public void Dispose()
    {
        _clock.Dispose();
        foreach (var tensor in _bounds.Append(Reward))
            tensor.Dispose();
        DisposeWorld();
    }

    /// <summary>
    /// Moves the episodes that have not ended, and the observation with them. The reward, [n], of those that have does not count;
    /// bool[n] says which are stopped now, null where nothing ever stops.
    /// </summary>
    protected abstract (Tensor Reward, Tensor? Stopped) Advance(Tensor action);

    /// <summary>Puts the episodes that have ended at a start, and the observation with them.</summary>
    protected abstract void Begin();

    protected abstract void SaveWorld(StateWriter state);

    /// <summary>Restores the observation too.</summary>
    protected abstract void RestoreWorld(StateReader state);

    protected abstract void DisposeWorld();
}
