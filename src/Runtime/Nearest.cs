namespace MLSpec.Runtime;

/// <summary>Finds the names a misspelt name was probably meant to be.</summary>
public static class Nearest
{
    /// <summary>
    /// At most <paramref name="count"/> candidates within a third of the name's length in edits, nearest first, ties in ordinal order.
    /// </summary>
    public static IReadOnlyList<string> To(string name, IEnumerable<string> candidates, int count = 3) =>
        candidates.Distinct(StringComparer.Ordinal)
            .Select(candidate => (Name: candidate, Edits: Edits(name.ToLowerInvariant(), candidate.ToLowerInvariant())))
            .Where(candidate => candidate.Edits <= Math.Max(1, Math.Max(name.Length, candidate.Name.Length) / 3))
            .OrderBy(candidate => candidate.Edits).ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
            .Take(count).Select(candidate => candidate.Name).ToArray();

    /// <summary><c>" Did you mean 'a' or 'b'?"</c> (with the leading space), or nothing when no candidate is near.</summary>
    public static string Hint(string name, IEnumerable<string> candidates) =>
        To(name, candidates) is { Count: > 0 } near ? $" Did you mean {string.Join(" or ", near.Select(n => $"'{n}'"))}?" : "";

    /// <summary>Edit distance with adjacent transpositions (optimal string alignment).</summary>
    internal static int Edits(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            d[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            d[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
            for (var j = 1; j <= b.Length; j++)
            {
                var substitution = a[i - 1] == b[j - 1] ? 0 : 1;
                d[i, j] = Math.Min(Math.Min(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + substitution);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        return d[a.Length, b.Length];
    }
}
