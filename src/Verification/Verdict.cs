using MLSpec.Verification.Search;

namespace MLSpec.Verification;

/// <summary>The competition's answers.</summary>
public enum Answer
{
    /// <summary>No point is unsafe: proven.</summary>
    Unsat,

    /// <summary>An unsafe point was found and checked.</summary>
    Sat,

    /// <summary>The time ran out.</summary>
    Timeout,

    /// <summary>Neither proven nor refuted, and more time would not help.</summary>
    Unknown,
}

/// <summary>What a verification has found.</summary>
/// <param name="Counterexample">With <see cref="Answer.Sat"/>.</param>
/// <param name="Boxes">How many boxes were bounded.</param>
public sealed record Verdict(Answer Answer, Counterexample? Counterexample, long Boxes, TimeSpan Elapsed);
