using MLSpec.Runtime.Store;

namespace MLSpec.Runtime.Hosting;

/// <summary>A part of a training's budget that runs or passes idly: decided at its first step, and kept in checkpoints.</summary>
public sealed class TrainingPhase : ICheckpointed
{
    private bool? _runs;

    internal TrainingPhase()
    {
    }

    /// <summary>Whether the phase runs.</summary>
    /// <param name="condition">Counts at the phase's first step only.</param>
    public bool Runs(bool condition) => _runs ??= condition;

    void ICheckpointed.Save(StateWriter state) => state.Integer("runs", _runs switch { null => -1, false => 0, true => 1 });

    void ICheckpointed.Restore(StateReader state) => _runs = state.Integer("runs") switch { < 0 => null, 0 => false, _ => true };
}
