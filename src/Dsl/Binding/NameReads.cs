namespace MLSpec.Dsl.Binding;

/// <summary>The names that a declaration has looked up, with what they stood for: while they stand for the same, its meaning is the same.</summary>
internal sealed class NameReads
{
    private readonly Dictionary<(NameKind Kind, string Name), GlobalSymbol?> _found = [];
    private bool _many;

    public void Note(NameKind kind, string name, GlobalSymbol? symbol) => _found[(kind, name)] = symbol;

    /// <summary>Something that many declarations change: which names there are, where they stand.</summary>
    public void NoteMany() => _many = true;

    public bool AreCurrent(NameTable names) => !_many && _found.All(f => ReferenceEquals(names.Find(f.Key.Kind, f.Key.Name), f.Value));
}
