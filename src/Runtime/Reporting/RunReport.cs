using MLSpec.Runtime.Hosting;
using MLSpec.Runtime.Protocol;

namespace MLSpec.Runtime.Reporting;

/// <summary>Everything that a run found: the contents of <c>results.json</c>, from which the other reports are made.</summary>
/// <param name="Experiment">The module's name.</param>
/// <param name="Doc">The module's doc comment.</param>
/// <param name="Spec">The spec's path and text.</param>
/// <param name="Method">A hash of everything that was trained and measured.</param>
/// <param name="Seed">The offset of all seeds.</param>
/// <param name="Parameters">The parameters.</param>
/// <param name="Budgets">The trainings' budgets.</param>
/// <param name="Data">The SHA-256 of each data file.</param>
/// <param name="Protocols">What each protocol found.</param>
/// <param name="Curves">The trainings' curves.</param>
/// <param name="Environment">Versions and times: the only part that differs between two runs with the same settings.</param>
public sealed record RunReport(
    string Experiment,
    string Doc,
    Spec Spec,
    string Method,
    long Seed,
    IReadOnlyList<ParameterValue> Parameters,
    IReadOnlyList<Budget> Budgets,
    IReadOnlyList<Setting> Data,
    IReadOnlyList<ProtocolResult> Protocols,
    IReadOnlyList<CurveResult> Curves,
    RunEnvironment Environment)
{
    /// <summary>The format that this version writes and reads.</summary>
    internal const int CurrentFormat = 2;

    /// <summary>The version of the file's format.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>How the compiler computes the worst cases of the spec.</summary>
    public IReadOnlyList<Derivation> Derivations { get; init; } = [];

    /// <summary>The lock of the spec; null where it has none.</summary>
    public LockResult? Lock { get; init; }
}

/// <summary>What a run found of its spec's lock.</summary>
/// <param name="Hash">A hash of what is locked.</param>
public sealed record LockResult(string Hash, LockState State);

/// <summary>How a run compares with its spec's lock.</summary>
public enum LockState
{
    /// <summary>It means what was locked.</summary>
    Matched,

    /// <summary>The lock was written by this run.</summary>
    Written,

    /// <summary>Parameters, budgets or the seed are not the spec's own, of which alone the lock speaks.</summary>
    NotApplied,
}

/// <summary>A parameter's value in this run and its default.</summary>
public sealed record ParameterValue(string Name, string Value, string Default, string Unit, string Doc);

/// <summary>A training's steps in this run and in the spec.</summary>
public sealed record Budget(string Training, int Steps, int Default)
{
    /// <summary>What replaced the spec's budget, a number of steps or a percentage; empty where nothing did.</summary>
    public string Replaced { get; init; } = "";
}

/// <summary>The curve of one training.</summary>
public sealed record CurveResult(string Training, long Seed, IReadOnlyList<Setting> Settings, IReadOnlyList<CurvePoint> Points)
{
    /// <summary>The losses of each objective, where there are several.</summary>
    public IReadOnlyList<MeasuredCurve> Objectives { get; init; } = [];

    /// <summary>What was measured on the way.</summary>
    public IReadOnlyList<MeasuredCurve> Measures { get; init; } = [];

    /// <summary>What the training warned of.</summary>
    public IReadOnlyList<WarningResult> Warnings { get; init; } = [];

    /// <summary>The seeds that were trained together, this one among them, which decides how sums are rounded.</summary>
    public IReadOnlyList<long> Together { get; init; } = [Seed];
}
