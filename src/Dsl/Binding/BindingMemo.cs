using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Syntax;
using MLSpec.Dsl.Types;

namespace MLSpec.Dsl.Binding;

/// <summary>The declarations of a file as they were bound, for binding the next version of the file.</summary>
public sealed class BindingMemo
{
    internal static BindingMemo Empty { get; } = new("");

    private readonly Dictionary<object, Entry> _entries = new(ByReference.Comparer);
    private readonly Dictionary<string, GlobalSymbol> _faces = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GlobalSymbol> _broken = new(StringComparer.Ordinal);
    private BindingMemo? _sound;

    internal BindingMemo(string module) => Module = module;

    /// <summary>The name of the module: its symbols carry it.</summary>
    internal string Module { get; }

    internal Entry? Find(Declaration syntax, NameTable names) =>
        _entries.TryGetValue(syntax, out var entry) && entry.Reads.AreCurrent(names) ? entry : _sound?.Find(syntax, names);

    /// <summary>The symbol of a declaration that could not be read in an earlier version either.</summary>
    internal GlobalSymbol? Broken(string name) => _broken.TryGetValue(name, out var known) ? known : null;

    /// <summary>
    /// The symbol of an earlier version of a declaration in which others see nothing else than in this one: of a parameter they see its type and range, of data the type of a row. It can
    /// stay, and with it all that uses it.
    /// </summary>
    internal GlobalSymbol? SameFace(BoundDeclaration declaration) =>
        _faces.TryGetValue(declaration.Symbol.Name, out var known) && IsSame(known, declaration) ? known : _sound?.SameFace(declaration);

    internal void Keep(Declaration syntax, Entry entry) => _entries[syntax] = entry;

    internal void KeepBroken(GlobalSymbol symbol) => _broken[symbol.Name] = symbol;

    internal void KeepFaces(IEnumerable<BoundDeclaration> declarations)
    {
        foreach (var declaration in declarations.Where(d => d is BoundParam or BoundData))
            _faces[declaration.Symbol.Name] = declaration.Symbol;
    }

    /// <summary>Beside a version with errors stays the last one without: what depends on a broken declaration comes back when that is mended.</summary>
    internal void KeepSound(BindingMemo previous, bool hasErrors) => _sound = hasErrors ? previous._sound ?? previous : null;

    private static bool IsSame(GlobalSymbol known, BoundDeclaration declaration) =>
        known.Documentation == declaration.Symbol.Documentation && (known.Declaration, declaration) switch
        {
            (BoundParam before, BoundParam now) => before.Type.Equals(now.Type) && Equals(before.Low, now.Low) && Equals(before.High, now.High),
            (BoundData before, BoundData now) => before.Row.Equals(now.Row),
            _ => false,
        };

    /// <param name="Bound">Null where nothing could be bound.</param>
    internal sealed record Entry(GlobalSymbol Symbol, BoundDeclaration? Bound, NameReads Reads, ImmutableArray<Diagnostic> Diagnostics);
}
