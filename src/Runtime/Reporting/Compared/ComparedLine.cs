namespace MLSpec.Runtime.Reporting;

/// <summary>A line of two texts that are compared.</summary>
/// <param name="Side"><c>-</c> for a line of the first text alone, <c>+</c> for one of the second alone, a space for one of both.</param>
internal sealed record ComparedLine(char Side, string Text)
{
    /// <summary>The lines of both, with a longest common subsequence in common; time and memory grow with the product of what lies between their equal beginnings and ends.</summary>
    public static IReadOnlyList<ComparedLine> Of(IReadOnlyList<string> a, IReadOnlyList<string> b)
    {
        var start = 0;
        while (start < a.Count && start < b.Count && a[start] == b[start]) start++;
        var end = 0;
        while (end < a.Count - start && end < b.Count - start && a[^(end + 1)] == b[^(end + 1)]) end++;
        return
        [
            .. a.Take(start).Select(Both),
            .. Between([.. a.Skip(start).Take(a.Count - start - end)], [.. b.Skip(start).Take(b.Count - start - end)]),
            .. a.Skip(a.Count - end).Select(Both),
        ];
    }

    private static ComparedLine Both(string text) => new(' ', text);

    private static IEnumerable<ComparedLine> Between(string[] a, string[] b)
    {
        var common = new int[a.Length + 1, b.Length + 1];
        for (var i = a.Length - 1; i >= 0; i--)
            for (var j = b.Length - 1; j >= 0; j--)
                common[i, j] = a[i] == b[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        var (x, y) = (0, 0);
        while (x < a.Length || y < b.Length)
        {
            if (x < a.Length && y < b.Length && a[x] == b[y])
            {
                yield return Both(a[x++]);
                y++;
            }
            else if (y == b.Length || (x < a.Length && common[x + 1, y] >= common[x, y + 1]))
            {
                yield return new ComparedLine('-', a[x++]);
            }
            else
            {
                yield return new ComparedLine('+', b[y++]);
            }
        }
    }

    /// <summary>The lines that differ with this many equal ones around them; a gap between such places is null.</summary>
    public static IReadOnlyList<ComparedLine?> Around(IReadOnlyList<ComparedLine> lines, int context)
    {
        bool Near(int i) => Enumerable.Range(Math.Max(0, i - context), Math.Min(lines.Count, i + context + 1) - Math.Max(0, i - context)).Any(j => lines[j].Side != ' ');
        var shown = new List<ComparedLine?>();
        for (var i = 0; i < lines.Count; i++)
        {
            if (Near(i)) shown.Add(lines[i]);
            else if (shown.Count > 0 && shown[^1] is not null) shown.Add(null);
        }
        while (shown.Count > 0 && shown[^1] is null) shown.RemoveAt(shown.Count - 1);
        return shown;
    }
}
