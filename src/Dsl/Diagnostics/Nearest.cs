namespace MLSpec.Dsl.Diagnostics;

/// <summary>Did you mean: the candidates that a misspelt word is nearest to.</summary>
public static class Nearest
{
    /// <summary>
    /// The nearest candidate: one that differs in case alone, that one word begins with, or within a third of the word's length in edits;
    /// null where none is near.
    /// </summary>
    public static string? To(string word, IEnumerable<string> candidates)
    {
        string? best = null;
        var bestDistance = Math.Max(1, word.Length / 3) + 1;
        foreach (var candidate in candidates.Where(c => c != word).OrderBy(c => c, StringComparer.Ordinal))
        {
            var distance = string.Equals(word, candidate, StringComparison.OrdinalIgnoreCase) ? 0
                : Shortens(word, candidate) ? 1
                : Distance(word, candidate);
            if (distance < bestDistance)
                (best, bestDistance) = (candidate, distance);
        }

        return best;
    }

    /// <summary>The <c>Fix:</c> that proposes the nearest candidate, or null.</summary>
    public static string? Fix(string word, IEnumerable<string> candidates) =>
        To(word, candidates) is { } nearest ? $"did you mean `{nearest}`?" : null;

    /// <summary>Whether one word is the beginning of the other: <c>eps</c> and <c>epsilon</c>.</summary>
    private static bool Shortens(string a, string b) =>
        Math.Min(a.Length, b.Length) >= 3
            && (a.StartsWith(b, StringComparison.OrdinalIgnoreCase) || b.StartsWith(a, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// Edits (insert, delete, replace, swap of neighbours) from one word to the other: the restricted Damerau-Levenshtein distance.
    /// </summary>
    internal static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            rows[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            rows[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var replace = rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                rows[i, j] = Math.Min(replace, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }

        return rows[a.Length, b.Length];
    }
}
