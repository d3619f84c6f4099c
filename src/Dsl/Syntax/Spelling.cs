namespace MLSpec.Dsl.Syntax;

/// <summary>Finds the word that was meant by a misspelt one.</summary>
internal static class Spelling
{
    /// <summary>
    /// The nearest candidate, of equally near ones that of the same length and then the first, or null where none is near: within a third
    /// of the word's length in edits.
    /// </summary>
    public static string? Nearest(string word, IEnumerable<string> candidates)
    {
        string? nearest = null;
        var most = Math.Max(1, word.Length / 3);
        var least = (Distance: most, Lengths: int.MaxValue);
        foreach (var candidate in candidates)
        {
            var lengths = Math.Abs(candidate.Length - word.Length);
            if (candidate == word || lengths > most)
                continue;
            var distance = (Distance(word, candidate), lengths);
            if (distance.CompareTo(least) < 0)
                (nearest, least) = (candidate, distance);
        }

        return nearest;
    }

    /// <summary>Edits between two words: insertions, deletions, replacements and swaps of neighbours (optimal string alignment).</summary>
    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    rows[i, j] = i + j;
                    continue;
                }

                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                rows[i, j] = Math.Min(Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1, rows[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }

        return rows[a.Length, b.Length];
    }
}
