using MLSpec.Runtime.Data;
using MLSpec.Runtime.Random;
using MLSpec.Runtime.Store;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Control;

/// <summary>
/// An endless stream of transitions from n episodes side by side: whichever ends is restarted. For on-line learning and for logged data.
/// </summary>
/// <typeparam name="TRows">Rows with the columns of <see cref="TransitionRows"/>.</typeparam>
public sealed class Collector<TRows> : ICheckpointed, IDisposable where TRows : IRows<TRows>
{
    private readonly IEpisodes _episodes;
    private readonly Tensor[] _columns;
    private readonly Tensor _returns;
    private readonly TRows _rows;
    private readonly List<double> _finished = [];

    /// <summary>Episodes at their start; <paramref name="random"/> is the chance in the world and belongs to them.</summary>
    public Collector(IEnvironment environment, int count, RandomStream random)
    {
        TransitionRows.Require<TRows>(environment);
        _episodes = environment.Open(count, random);
        _columns = [.. TRows.Schema.Select(column =>
            zeros([count, .. column.Shape], column.Type, random.Device).DetachFromDisposeScope())];
        _returns = zeros(count, ScalarType.Float64, random.Device).DetachFromDisposeScope();
        _rows = TRows.FromColumns(_columns);
    }

    /// <summary>
    /// One step of every episode, n rows. They are the same tensors each time, to be used or copied before the next step. An episode that
    /// was timed out has stop = 0 and, as what was seen next, its own last observation, not the start of the episode after it.
    /// </summary>
    public TRows Step(Policy policy, RandomStream choices)
    {
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        _columns[0].copy_(_episodes.Observation);
        var action = policy(_episodes.Observation, choices);
        _columns[1].copy_(action);
        _episodes.Step(action);
        _columns[2].copy_(_episodes.Reward);
        _columns[3].copy_(_episodes.Observation);
        _columns[4].copy_(_episodes.Stopped);
        _returns.add_(_episodes.Reward);
        if (_episodes.Ended > 0)
            Restart();
        return _rows;
    }

    /// <summary>The returns of the episodes that ended since this was asked last, for a learning curve.</summary>
    public IReadOnlyList<double> TakeReturns()
    {
        double[] returns = [.. _finished];
        _finished.Clear();
        return returns;
    }

    /// <inheritdoc/>
    public void Save(StateWriter state)
    {
        state.Part("episodes", _episodes);
        state.Tensor("returns", _returns);
        state.Integer("finished", _finished.Count);
        for (var i = 0; i < _finished.Count; i++)
            state.Number("finished " + StableHash.Text(i), _finished[i]);
    }

    /// <inheritdoc/>
    public void Restore(StateReader state)
    {
        state.Part("episodes", _episodes);
        state.Tensor("returns", _returns);
        _finished.Clear();
        for (var i = 0; i < state.Integer("finished"); i++)
            _finished.Add(state.Number("finished " + StableHash.Text(i)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _episodes.Dispose();
        _returns.Dispose();
        foreach (var column in _columns)
            column.Dispose();
    }

    private void Restart()
    {
        var ended = _episodes.Stopped.logical_or(_episodes.TimedOut);
        _finished.AddRange(_returns.masked_select(ended).cpu().data<double>().ToArray());
        _returns.masked_fill_(ended, 0);
        _episodes.Restart();
    }
}
