using System.Collections.Immutable;

namespace MLSpec.Dsl.Syntax;

/// <summary>The declarations of a text as they were read, for reading the next version of the text.</summary>
public sealed class SyntaxMemo
{
    /// <summary>No version of a text comes near; the space of places starts anew there.</summary>
    private const int MostPlaces = 1 << 30;

    internal static SyntaxMemo Empty { get; } = new([], 1);

    private readonly Dictionary<Key, List<Part>> _parts = [];

    internal SyntaxMemo(IEnumerable<(Key Key, Part Part)> parts, int free)
    {
        Free = free;
        foreach (var (key, part) in parts)
        {
            if (!_parts.TryGetValue(key, out var same))
                _parts[key] = same = [];
            same.Add(part);
        }
    }

    /// <summary>The first place that no version of the text has used.</summary>
    internal int Free { get; }

    /// <summary>Whether the space of places has room for one more version.</summary>
    internal bool HasRoom => Free < MostPlaces;

    /// <summary>The declaration of this text; of several with the same text, that with this number.</summary>
    internal Part? Find(Key key, int number) => _parts.TryGetValue(key, out var same) && number < same.Count ? same[number] : null;

    /// <summary>All that the reading of a declaration depends on.</summary>
    /// <param name="Text">From the end of the last token before it to the end of its own last token.</param>
    /// <param name="IsFirst">Whether it is the first of its file.</param>
    /// <param name="SpaceFollows">Whether white space, or the end of the file, follows.</param>
    internal sealed record Key(string Text, bool IsFirst, bool SpaceFollows);

    /// <summary>A declaration without findings, at a place that it keeps while its text does not change.</summary>
    internal sealed record Part(int Place, ImmutableArray<Token> Tokens, Declaration Declaration);
}
