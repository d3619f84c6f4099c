using MLSpec.Dsl.Diagnostics;

namespace MLSpec.Cli;

/// <summary>A command line that cannot be carried out; the message says what is wrong with it and what would do. Exit code 2.</summary>
internal sealed class UsageError(string message) : Exception(message)
{
    /// <summary><c> (did you mean `check`?)</c> with the leading space, or nothing where no candidate is near.</summary>
    public static string Hint(string word, IEnumerable<string> candidates) => Nearest.Fix(word, candidates) is { } hint ? $" ({hint})" : "";
}
