namespace MLSpec.Runtime;

/// <summary>
/// Something the person at the keyboard can mend: bad data, a bad option, a missing library, a full disk.
/// The message is one or two sentences: what is wrong, where, what was expected, and the likely fix.
/// A host prints it as <c>error: MESSAGE</c>, without a stack trace, and exits with code 2.
/// </summary>
public sealed class UserError(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>Lines that follow the message, one for each of several things.</summary>
    public IReadOnlyList<string> Details { get; init; } = [];

    /// <summary>The seed of the replicate that is at fault alone; null where it is not one's fault.</summary>
    internal long? Seed { get; init; }
}
