using System.Collections.Immutable;
using MLSpec.Runtime.Random;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Control.MuJoCo;

/// <summary>
/// A task in MuJoCo (E. Todorov, T. Erez and Y. Tassa, "MuJoCo: a physics engine for model-based control", IROS 2012). One compiled model
/// serves all episodes, which are simulated on several threads, to the same numbers whatever their number.
/// </summary>
public sealed class MuJoCoEnvironment : IEnvironment
{
    /// <summary>
    /// Compiles the body. Throws <see cref="UserError"/> when MuJoCo is not installed (with what to install), refuses the body (with its
    /// reason and line), or the body lacks what is to be changed.
    /// </summary>
    /// <param name="threads">Threads that simulate; by default the processors this process may use.</param>
    public MuJoCoEnvironment(MuJoCoTask task, IEnumerable<PhysicalChange>? changes = null, int? threads = null)
    {
        if (task.FrameSkip < 1)
            throw new UserError($"{task.Name} needs a frame skip of at least 1, not {task.FrameSkip}.");
        (Task, Changes, Threads) = (task, [.. changes ?? []], threads ?? System.Environment.ProcessorCount);
        Model = new(task.Name, task.Mjcf, Changes);
        Actions = Model.Controls();
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        using var rest = new MuJoCoSimulations(this, 1);
        Observations = BoxSpace.Unbounded(task.Observe(rest.State).size(1));
    }

    /// <summary>The body and what is wanted of it.</summary>
    public MuJoCoTask Task { get; }

    /// <summary>How the body differs from the task's.</summary>
    public ImmutableArray<PhysicalChange> Changes { get; }

    /// <summary>Threads that simulate.</summary>
    public int Threads { get; }

    /// <inheritdoc/>
    public string Name => Task.Name;

    /// <inheritdoc/>
    public Space Observations { get; }

    /// <inheritdoc/>
    public Space Actions { get; }

    /// <inheritdoc/>
    public int Horizon => Task.Horizon;

    /// <summary>Seconds between two observations.</summary>
    public double Elapsed => Task.FrameSkip * Model.Timestep;

    internal MuJoCoModel Model { get; }

    /// <summary>The same task with a body that is changed further.</summary>
    public MuJoCoEnvironment With(params ReadOnlySpan<PhysicalChange> changes) => new(Task, Changes.AddRange(changes), Threads);

    /// <inheritdoc/>
    public IEpisodes Open(int count, RandomStream random) => new MuJoCoEpisodes(this, count, random);
}
