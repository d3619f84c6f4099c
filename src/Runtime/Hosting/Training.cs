using MLSpec.Runtime.Store;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Hosting;

/// <summary>A <c>train</c> block: what a host needs to know of it.</summary>
public abstract class Training<TParams>
{
    /// <summary>The name in the spec.</summary>
    public required string Name { get; init; }

    /// <summary>A hash of the lowered method: model, objective, optimiser, schedules, data preparation.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The budget in steps, which may depend on how many rows the data have; <c>--set train.NAME.steps=N</c> replaces it.</summary>
    public required Func<TParams, Session, int> Steps { get; init; }

    /// <summary>The budget as the spec has it, on its own clock; null where that counts steps.</summary>
    public Func<TParams, double>? Length { get; init; }

    /// <summary>The unit of <see cref="Length"/>, for example <c>epoch</c>.</summary>
    public string Clock { get; init; } = "step";

    /// <summary>The samples of a step; null where it draws none.</summary>
    public Func<TParams, double>? BatchSize { get; init; }

    /// <summary>The parameters that the method depends on; it is trained once per distinct values of these.</summary>
    public IReadOnlyList<Hyperparameter<TParams>> Reads { get; init; } = [];

    /// <summary>The trainings whose results it starts from.</summary>
    public IReadOnlyList<Training<TParams>> After { get; init; } = [];

    /// <summary>What is trained by these parameters and this seed, as a hash: equal identities give equal results.</summary>
    internal string Identity(TParams parameters, Session session, long seed) => StableHash.Hex(
    [
        .. session.Platform.Select(fact => $"{fact.Name}={fact.Value}"), Name, Fingerprint, $"steps={session.StepsOf(Name, Steps(parameters, session))}", $"seed={seed}", session.DataIdentity,
        .. Reads.Select(parameter => $"{parameter.Name}={parameter.Show(parameters)}"),
        .. After.Select(before => before.Identity(parameters, session, seed)),
    ]);

    /// <summary>These trainings and those that they start from, each once.</summary>
    internal static IReadOnlyList<Training<TParams>> With(IEnumerable<Training<TParams>> trainings) =>
        [.. trainings.SelectMany(training => With(training.After).Append(training)).DistinctBy(training => training.Name)];

    internal abstract void Run(TParams parameters, Session session, long seed);
}

/// <summary>A <c>train</c> block and the model it yields.</summary>
/// <typeparam name="TParams">The experiment's parameters.</typeparam>
/// <typeparam name="TModel">The trained parameters.</typeparam>
public sealed class Training<TParams, TModel> : Training<TParams> where TModel : ICheckpointed
{
    /// <summary>The training loop.</summary>
    public required Func<TParams, TrainingRun, TModel> Train { get; init; }

    /// <summary>A model of the right shape on the device, to read a finished training into.</summary>
    public required Func<TParams, Device, TModel> Empty { get; init; }

    /// <summary>
    /// The model of one replicate, from 0, of those that were trained side by side; null where <see cref="Train"/> takes one replicate at a
    /// time.
    /// </summary>
    public Func<TModel, int, TModel>? Replicate { get; init; }

    internal override void Run(TParams parameters, Session session, long seed) => session.Trained(this, parameters, seed);
}
