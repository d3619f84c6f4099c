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
            var distance = (Diagnostics.Nearest.Distance(word, candidate), lengths);
            if (distance.CompareTo(least) < 0)
                (nearest, least) = (candidate, distance);
        }

        return nearest;
    }
}
