namespace MLSpec.Runtime.Protocol;

/// <summary>A measured number of each cell.</summary>
/// <param name="Name">The name in the spec.</param>
/// <param name="Unit">The unit of the values.</param>
/// <param name="Read">Takes the number from what the protocol measured in one cell.</param>
public sealed record Measure<TValues>(string Name, Unit Unit, Func<TValues, double> Read)
{
    /// <summary>What the number says about the true robust value.</summary>
    public Bound Bound { get; init; } = Bound.Exact;

    /// <summary>Whether the same run gives the same number again: not for a time.</summary>
    public bool IsReproducible { get; init; } = true;

    /// <summary>The doc comment.</summary>
    public string Doc { get; init; } = "";
}
