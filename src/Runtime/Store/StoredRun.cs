using MLSpec.Runtime.Hosting;

namespace MLSpec.Runtime.Store;

/// <summary>A run as the store remembers it.</summary>
/// <param name="Number">Counts the runs of a store, from 1.</param>
/// <param name="Command">The command line, without the program.</param>
/// <param name="Finished">Null while it is under way, and where it ended without a word.</param>
/// <param name="Outcome"><c>done</c>, <c>failed</c> or <c>interrupted</c>; empty without <paramref name="Finished"/>.</param>
/// <param name="Reused">How many cells were there already.</param>
/// <param name="Measured">How many cells it measured.</param>
/// <param name="Environment">Device, versions and, by <see cref="MethodOf"/>, the methods of its protocols.</param>
internal sealed record StoredRun(
    long Number, string Experiment, IReadOnlyList<string> Command, DateTime Started, DateTime? Finished, string Outcome, int Reused, int Measured,
    IReadOnlyList<Setting> Environment)
{
    /// <summary>The name under which a run notes each method of a protocol: a fact <c>method</c> of its cells.</summary>
    public static string MethodOf(string protocol) => "method of " + protocol;
}
