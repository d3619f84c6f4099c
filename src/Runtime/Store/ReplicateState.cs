using System.Globalization;

namespace MLSpec.Runtime.Store;

/// <summary>Names of values that each of several replicates has in a checkpoint; the first one's are those of a single replicate.</summary>
internal static class ReplicateState
{
    public static string Name(string name, int replicate) =>
        replicate == 0 ? name : string.Create(CultureInfo.InvariantCulture, $"{name} of replicate {replicate + 1}");
}
