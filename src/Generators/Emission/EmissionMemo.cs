using MLSpec.Dsl.Types;

namespace MLSpec.Generators.Emission;

/// <summary>What was written of each part of a module, for writing the next version of the module. It rests on the names that the module's things have in C#.</summary>
internal sealed class EmissionMemo(ModuleNames names, string scope)
{
    private readonly Dictionary<object, List<Entry>> _entries = new(ByReference.Comparer);

    /// <summary>The beginnings of files, by the documentation in them.</summary>
    public Dictionary<string, string> Heads { get; } = new(StringComparer.Ordinal);

    /// <summary>The layouts of the members in the files, by their texts.</summary>
    public Dictionary<string, LaidOutMember> Members { get; } = new(StringComparer.Ordinal);

    /// <summary>The files, by their roles.</summary>
    public Dictionary<string, LaidOutFile> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether what is kept here was written for a module whose things have the same names, as far as they are in both, with the same options.</summary>
    public bool Fits(ModuleNames other, string otherScope) => scope == otherScope && other.AgreesWith(names);

    public Entry? Find(object of, string role, string rests) =>
        _entries.TryGetValue(of, out var entries) ? entries.Find(e => e.Role == role && e.Rests == rests) : null;

    public void Keep(object of, Entry entry)
    {
        if (!_entries.TryGetValue(of, out var entries))
            _entries[of] = entries = [];
        entries.Add(entry);
    }

    /// <param name="Rests">What it rests on beside the thing that it was written of.</param>
    /// <param name="Names">The names of members that it has taken, as it wanted and as it got them.</param>
    internal sealed record Entry(string Role, string Rests, IReadOnlyList<(string Wanted, string Given)> Names, object Written);
}
