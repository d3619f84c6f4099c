using MLSpec.Runtime.Store;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Control;

/// <summary>How old n episodes are and which have ended, how. Made once; its tensors are overwritten.</summary>
internal sealed class EpisodeClock : ICheckpointed, IDisposable
{
    private readonly int _horizon;

    public EpisodeClock(int count, int horizon, Device device)
    {
        _horizon = horizon >= 1 ? horizon : throw new UserError($"An episode needs a horizon of at least 1 step, not {horizon}.");
        Age = zeros(count, ScalarType.Int64, device).DetachFromDisposeScope();
        Stopped = zeros(count, ScalarType.Bool, device).DetachFromDisposeScope();
        TimedOut = zeros(count, ScalarType.Bool, device).DetachFromDisposeScope();
        HasEnded = zeros(count, ScalarType.Bool, device).DetachFromDisposeScope();
    }

    /// <summary>int64[n]: steps since the start.</summary>
    public Tensor Age { get; }

    /// <summary>bool[n]: in an absorbing state.</summary>
    public Tensor Stopped { get; }

    /// <summary>bool[n]: at the horizon and not stopped.</summary>
    public Tensor TimedOut { get; }

    /// <summary>bool[n]: either.</summary>
    public Tensor HasEnded { get; }

    /// <summary>How many have ended.</summary>
    public int EndedCount { get; private set; }

    /// <summary>
    /// After a step: those that had not ended are one step older. <paramref name="stopped"/> is bool[n], null where nothing ever stops.
    /// </summary>
    public void Tick(Tensor? stopped)
    {
        using var scope = NewDisposeScope();
        if (EndedCount > 0)
            Age.add_(HasEnded.logical_not());
        else
            Age.add_(1);
        if (stopped is not null)
            Stopped.copy_(EndedCount > 0 ? where(HasEnded, Stopped, stopped) : stopped);
        HasEnded.copy_(Age.ge(_horizon));
        if (stopped is not null)
        {
            TimedOut.copy_(HasEnded.gt(Stopped));
            HasEnded.logical_or_(Stopped);
        }
        else
            TimedOut.copy_(HasEnded);
        Count();
    }

    /// <summary>Those that have ended are at their start again.</summary>
    public void Restart()
    {
        Age.masked_fill_(HasEnded, 0);
        Stopped.fill_(false);
        TimedOut.fill_(false);
        HasEnded.fill_(false);
        EndedCount = 0;
    }

    public void Save(StateWriter state)
    {
        state.Tensor("age", Age);
        state.Tensor("stopped", Stopped);
        state.Tensor("timed out", TimedOut);
    }

    public void Restore(StateReader state)
    {
        state.Tensor("age", Age);
        state.Tensor("stopped", Stopped);
        state.Tensor("timed out", TimedOut);
        using var either = Stopped.logical_or(TimedOut);
        HasEnded.copy_(either);
        Count();
    }

    public void Dispose()
    {
        Age.Dispose();
        Stopped.Dispose();
        TimedOut.Dispose();
        HasEnded.Dispose();
    }

    private void Count()
    {
        using var count = HasEnded.sum();
        EndedCount = (int)count.item<long>();
    }
}
