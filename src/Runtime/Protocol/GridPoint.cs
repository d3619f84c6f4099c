using MLSpec.Runtime.Hosting;
using MLSpec.Runtime.Store;

namespace MLSpec.Runtime.Protocol;

/// <summary>A cell of a grid as the engine sees it: where it stands and what its values depend on.</summary>
/// <param name="Index">Its place in the grid.</param>
/// <param name="At">Its coordinates.</param>
/// <param name="Seed">The seed of its random numbers.</param>
internal sealed record GridPoint(int Index, IReadOnlyList<Setting> At, Facts Facts, long Seed)
{
    /// <summary>What tells the cell from all others.</summary>
    public string Identity => Facts.Identity;

    /// <summary>For people, for example <c>method = hardened, eps = 0.1</c>.</summary>
    public string Words => WordsOf(At);

    /// <summary>Coordinates for people.</summary>
    public static string WordsOf(IReadOnlyList<Setting> at) => string.Join(", ", at.Select(axis => $"{axis.Name} = {axis.Value}"));
}
