using System.Diagnostics;

namespace MLSpec.Verification.Search;

/// <summary>How a search went.</summary>
/// <param name="Boxes">How many were bounded.</param>
internal sealed record Outcome(Answer Answer, Counterexample? Counterexample, long Boxes);

/// <summary>What a search has done so far.</summary>
/// <param name="Boxes">How many were bounded.</param>
/// <param name="Open">How many are waiting.</param>
public sealed record SearchProgress(long Boxes, int Open, TimeSpan Elapsed);

/// <summary>The time that is left, from now on.</summary>
internal sealed class Deadline(TimeSpan limit)
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();

    public TimeSpan Elapsed => _watch.Elapsed;

    public bool IsOver => _watch.Elapsed >= limit;
}
