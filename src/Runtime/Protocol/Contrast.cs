namespace MLSpec.Runtime.Protocol;

/// <summary>A number that compares two samples: the runs of one side of a claim with those of another.</summary>
/// <param name="Name">As in reports.</param>
/// <param name="Of">A number in [0, 1] of the left values and the right ones.</param>
public sealed record Contrast(string Name, Contrast.Compare Of)
{
    /// <summary>Compares two samples; NaN where one is empty or has a value that is missing.</summary>
    public delegate double Compare(ReadOnlySpan<double> left, ReadOnlySpan<double> right);

    /// <summary>The probability that a run of the left side has a greater value than one of the right side.</summary>
    public static Contrast Improvement { get; } = new("probability of improvement", Statistics.Improvement.Probability);
}
