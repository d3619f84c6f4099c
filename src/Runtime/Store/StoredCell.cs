using MLSpec.Runtime.Hosting;

namespace MLSpec.Runtime.Store;

/// <summary>A cell of a grid as the store keeps it.</summary>
/// <param name="Facts">Everything that its values depend on.</param>
/// <param name="At">Its coordinates, by axis.</param>
/// <param name="Values">What was measured, by measure; empty where it failed.</param>
/// <param name="Trainings">The names of the trainings that it rests on.</param>
/// <param name="Seconds">How long it took, trainings included.</param>
/// <param name="Error">Why it could not be measured; empty where it could.</param>
internal sealed record StoredCell(
    Facts Facts,
    string Experiment,
    string Protocol,
    IReadOnlyList<Setting> At,
    IReadOnlyList<MeasuredValue> Values,
    IReadOnlyList<string> Trainings,
    double Seconds,
    string Error)
{
    /// <summary>What tells this cell from all others.</summary>
    public string Identity => Facts.Identity;

    /// <summary>When it was kept; null where it is not from a store.</summary>
    public DateTime? Finished { get; init; }

    /// <summary>Whether its values are there.</summary>
    public bool IsMeasured => Error.Length == 0;
}

/// <summary>A measure's name and its value.</summary>
internal sealed record MeasuredValue(string Measure, double Value);
