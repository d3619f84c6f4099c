namespace MLSpec.Runtime.Protocol;

/// <summary>Cells by their coordinates: each coordinate is written out once, however many tables and plots group by it. Cells are indices, in the order of the grid.</summary>
internal sealed class GroupedCells<TCell>(IReadOnlyList<TCell> cells)
{
    private readonly Dictionary<Axis<TCell>, string[]> _texts = [];

    /// <summary>All cells.</summary>
    public int[] All { get; } = [.. Enumerable.Range(0, cells.Count)];

    /// <summary>The cells that satisfy a condition; all without one.</summary>
    public int[] Where(Func<TCell, bool>? condition) => condition is null ? All : Array.FindAll(All, i => condition(cells[i]));

    /// <summary>The combinations of some axes' values, in the order in which the grid first meets them, with the cells of each.</summary>
    public IReadOnlyList<(string[] At, int[] Cells)> Groups(IReadOnlyList<Axis<TCell>> by, int[] selected)
    {
        var texts = by.Select(Texts).ToArray();
        return
        [
            .. selected.GroupBy(i => string.Join('\0', texts.Select(text => text[i])))
                .Select(group => (At: texts.Select(text => text[group.First()]).ToArray(), Cells: group.ToArray())),
        ];
    }

    /// <summary>The cells of each value of an axis.</summary>
    public IReadOnlyDictionary<string, int[]> By(Axis<TCell> axis, int[] selected)
    {
        var texts = Texts(axis);
        return selected.GroupBy(i => texts[i]).ToDictionary(group => group.Key, group => group.ToArray());
    }

    private string[] Texts(Axis<TCell> axis)
    {
        if (!_texts.TryGetValue(axis, out var texts)) _texts.Add(axis, texts = [.. cells.Select(cell => axis.Of(cell).Text)]);
        return texts;
    }
}
