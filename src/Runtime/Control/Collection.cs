using MLSpec.Runtime.Data;
using MLSpec.Runtime.Random;
using MLSpec.Runtime.Store;

namespace MLSpec.Runtime.Control;

/// <summary>
/// What a training plays while it learns: so many steps of an environment for each step of its own, added to a replay. Episodes side by
/// side make their steps together, as one tensor program; a rate that is no multiple of their number is met on average, never late.
/// </summary>
/// <typeparam name="TRows">Rows with the columns of <see cref="TransitionRows"/>.</typeparam>
public sealed class Collection<TRows> : ICheckpointed, IDisposable where TRows : IRows<TRows>
{
    private readonly Collector<TRows> _collector;
    private readonly Replay<TRows> _replay;
    private readonly RandomStream _choices;
    private readonly Action<int, double> _returns;
    private readonly double _roundsPerStep;

    /// <param name="environment">Where it plays.</param>
    /// <param name="replay">Where the transitions go.</param>
    /// <param name="rate">Steps of the environment for each step of the training, above 0: all episodes together.</param>
    /// <param name="world">The chance in the world.</param>
    /// <param name="choices">The policy's own chance.</param>
    /// <param name="returns">
    /// Told the step of the training, and the mean return of the episodes that ended in it, wherever some did.
    /// </param>
    /// <param name="episodes">Episodes side by side; without it, as many as make one step each for a step of the training.</param>
    /// <exception cref="UserError">The rate is not above 0, or there is no episode.</exception>
    public Collection(IEnvironment environment, Replay<TRows> replay, double rate, RandomStream world, RandomStream choices,
        Action<int, double> returns, int? episodes = null)
    {
        if (!(rate > 0 && double.IsFinite(rate)))
            throw new UserError($"Env steps are collected at a rate above 0 for each step, not {Require.Text(rate)}.");
        var count = episodes ?? (int)Math.Ceiling(rate);
        if (count < 1)
            throw new UserError($"Env steps are collected in at least 1 episode at a time, not {count}.");
        _collector = new(environment, count, world);
        (_replay, _choices, _returns, _roundsPerStep) = (replay, choices, returns, rate / count);
    }

    /// <summary>What is due at a step of the training, counted from 0. Every step is asked for once, in order.</summary>
    public void Step(int step, Policy policy)
    {
        for (var due = Rounds(step + 1L) - Rounds(step); due > 0; due--)
            _replay.Add(_collector.Step(policy, _choices));
        if (_collector.TakeReturns() is { Count: > 0 } returns)
            _returns(step, returns.Average());
    }

    /// <inheritdoc/>
    public void Save(StateWriter state) => state.Part("collector", _collector);

    /// <inheritdoc/>
    public void Restore(StateReader state) => state.Part("collector", _collector);

    /// <inheritdoc/>
    public void Dispose() => _collector.Dispose();

    /// <summary>Steps of all episodes within the first so many steps of the training, rounded up whatever the rate's last bit.</summary>
    private long Rounds(long steps) => (long)Math.Ceiling(steps * _roundsPerStep * (1 - 1e-12));
}
