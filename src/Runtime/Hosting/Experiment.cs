using MLSpec.Runtime.Hosting.Locking;
using MLSpec.Runtime.Hosting.Reproducing;
using MLSpec.Runtime.Reporting;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Hosting;

/// <summary>The text that an experiment was generated from.</summary>
/// <param name="Path">The path relative to the project, with forward slashes, for example <c>RobustDigits/RobustDigits.mlspec</c>.</param>
/// <param name="Text">Its contents.</param>
public sealed record Spec(string Path, string Text)
{
    /// <summary>The folder part of the path; data files are looked for there.</summary>
    public string Folder => Path.LastIndexOf('/') is > 0 and var slash ? Path[..slash] : "";
}

/// <summary>An experiment: what a host needs to list and run it.</summary>
public abstract class Experiment
{
    /// <summary>The module's name.</summary>
    public required string Name { get; init; }

    /// <summary>The module's doc comment.</summary>
    public string Doc { get; init; } = "";

    /// <summary>The spec.</summary>
    public required Spec Spec { get; init; }

    /// <summary>The data files that the spec names.</summary>
    public IReadOnlyList<string> DataFiles { get; init; } = [];

    /// <summary>How the compiler computes the worst cases of the spec.</summary>
    public IReadOnlyList<Derivation> Derivations { get; init; } = [];

    internal abstract RunCommand Command(HostConsole console);

    /// <summary>What the spec comes to at its own settings.</summary>
    internal abstract ExperimentLock Lock(DataFiles data, Device device, HostConsole console);

    /// <summary>Measures cells of a report anew.</summary>
    internal abstract IReadOnlyList<ReproducedCell> Reproduce(RunReport report, IReadOnlyList<ReportedCell> cells, DataFiles data, Device device, HostConsole console);
}

/// <summary>An experiment with typed parameters, as generated code describes it.</summary>
/// <typeparam name="TParams">The generated record of parameters.</typeparam>
public sealed class Experiment<TParams> : Experiment
{
    /// <summary>The parameters' default values.</summary>
    public required TParams Defaults { get; init; }

    /// <summary>The parameters, in the order of the spec.</summary>
    public required IReadOnlyList<Hyperparameter<TParams>> Parameters { get; init; }

    /// <summary>The <c>train</c> blocks.</summary>
    public IReadOnlyList<Training<TParams>> Trainings { get; init; } = [];

    /// <summary>The protocols; without any, a run trains every block once, with replicate 1.</summary>
    public IReadOnlyList<Protocol.Protocol<TParams>> Protocols { get; init; } = [];

    /// <summary>A hash of everything that is trained and measured.</summary>
    internal string Method => StableHash.Hex([.. Trainings.Select(training => training.Fingerprint), .. Protocols.Select(protocol => protocol.Method)]);

    internal override RunCommand Command(HostConsole console) => new RunCommand<TParams>(this, console);

    internal override ExperimentLock Lock(DataFiles data, Device device, HostConsole console)
    {
        var manifest = new Manifest(Name, Method, 0, "cpu", [], data.Hashes(DataFiles));
        using var place = new TemporaryRun();
        using var noGrad = no_grad();
        return LockedFacts.Of(this, place.Session(manifest, data, device, console), manifest);
    }

    internal override IReadOnlyList<ReproducedCell> Reproduce(RunReport report, IReadOnlyList<ReportedCell> cells, DataFiles data, Device device, HostConsole console) =>
        new Reproduction<TParams>(this, report, data, device, console).Measure(cells);
}
