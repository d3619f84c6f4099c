namespace MLSpec.Dsl.Syntax;

/// <summary>Where the parts of a text stand whose positions are places in a space of their own.</summary>
internal sealed class Regions
{
    private readonly int[] _places;
    private readonly int[] _offsets;

    /// <param name="parts">Place and offset of each part; the places of different parts do not touch.</param>
    public Regions(IReadOnlyCollection<(int Place, int Offset)> parts)
    {
        _places = parts.Select(p => p.Place).ToArray();
        _offsets = parts.Select(p => p.Offset).ToArray();
        Array.Sort(_places, _offsets);
    }

    public int OffsetOf(int position)
    {
        var index = Array.BinarySearch(_places, position);
        var part = Math.Max(0, index >= 0 ? index : ~index - 1);
        return _offsets[part] + position - _places[part];
    }
}
