using MLSpec.Runtime.Reporting;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Hosting.Locking;

/// <summary>Compares a run with the lock of its spec.</summary>
/// <param name="relock">Whether the lock is written anew where it does not hold.</param>
internal sealed class LockCheck<TParams>(Experiment<TParams> experiment, TParams parameters, Manifest manifest, bool relock, HostConsole console)
{
    private readonly LockPlace _place = new(experiment.Spec, console.ProgramFolder, console.Folder);

    /// <summary>Refuses a run that does not mean what was locked, or locks what it means now.</summary>
    /// <returns>What the results say of the lock; null where there is none.</returns>
    /// <exception cref="UserError">The lock does not hold, is damaged, or is to be written and cannot be.</exception>
    public LockResult? Check(Session session)
    {
        var others = OtherSettings();
        if (others.Count > 0 && relock)
            throw new UserError($"--relock locks the settings of the spec: leave out {string.Join(", ", others)}");
        if (relock) return Relocked(session);
        if (_place.Read() is not { } locked) return null;
        if (others.Count > 0)
        {
            console.Out.WriteLine($"{_place.Name} does not apply: {string.Join(", ", others)} {(others.Count == 1 ? "is" : "are")} given");
            return new LockResult(locked.Hash, LockState.NotApplied);
        }
        var differences = locked.DifferencesTo(Now(session));
        return differences.Count == 0
            ? new LockResult(locked.Hash, LockState.Matched)
            : throw new UserError($"{_place.Name} does not hold any more; go back to what was locked, or lock what is there now with --relock:") { Details = differences };
    }

    private LockResult Relocked(Session session)
    {
        var (before, now) = (_place.Before(), Now(session));
        LockPlace.Tell(before, now, _place.Write(now), console.Out);
        return new LockResult(now.Hash, LockState.Written);
    }

    private ExperimentLock Now(Session session)
    {
        using var noGrad = no_grad();
        return LockedFacts.Of(experiment, session, manifest);
    }

    /// <summary>The options with which a run is another than the spec's.</summary>
    private IReadOnlyList<string> OtherSettings() =>
    [
        .. experiment.Parameters.Where(parameter => parameter.Show(parameters) != parameter.Show(experiment.Defaults)).Select(parameter => $"--{parameter.Name}"),
        .. manifest.Budgets.Count == 0 ? (string[])[] : [manifest.Budgets.Any(budget => budget.Value == Manifest.Quick) ? "--quick" : "--set"],
        .. manifest.Seed == 0 ? (string[])[] : ["--seed"],
    ];
}
