namespace MLSpec.Runtime.Protocol;

/// <summary>A statement that the numbers must support.</summary>
/// <param name="Text">The claim in words.</param>
/// <param name="Source">The condition as written in the spec.</param>
/// <param name="That">The condition; it only describes what is compared and is built once.</param>
/// <example><code>
/// new("robust training wins", "mean attacked [hardened] > mean attacked [plain] + 20% when eps == 0.1", sample =>
///     sample.Mean(Attacked, cell => cell.Method == Method.Hardened &amp;&amp; cell.Eps == 0.1)
///     > sample.Mean(Attacked, cell => cell.Method == Method.Plain &amp;&amp; cell.Eps == 0.1) + 0.2)
/// </code></example>
public sealed record Claim<TCell, TValues>(string Text, string Source, Func<Sample<TCell, TValues>, Proposition> That)
{
    /// <summary>Whether it speaks of the measured values, which bound the true ones from the side that does not support it.</summary>
    public bool IsEmpirical { get; init; }

    /// <summary>Whether it compares trainings that were given different amounts of data and steps, and says so.</summary>
    public bool IsUnequal { get; init; }
}
