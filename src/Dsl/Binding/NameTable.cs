using MLSpec.Dsl.Syntax;
using MLSpec.Dsl.Types;
using Type = MLSpec.Dsl.Types.Type;

namespace MLSpec.Dsl.Binding;

/// <summary>The kinds of names: one name may be declared once in each.</summary>
internal enum NameKind
{
    Value,
    Type,
    Unit,
    Statistic,
    Contrast,
    Plot,
}

/// <summary>The top-level names that a file sees: its own so far, then those of what it opens.</summary>
internal sealed class NameTable(NameTable? parent, SourceText? source = null)
{
    private readonly Dictionary<(NameKind, string), GlobalSymbol> _symbols = [];
    private readonly Dictionary<GlobalSymbol, TextSpan> _spans = [];
    private readonly Dictionary<string, TextSpan> _below = new(StringComparer.Ordinal);

    /// <summary>Takes note of what is looked up, while a declaration is bound.</summary>
    public NameReads? Reads { get; set; }

    /// <summary>Adds what a module declares.</summary>
    public void Open(BoundModule module)
    {
        foreach (var declaration in module.Declarations)
            Declare(declaration.Symbol);
    }

    public void Declare(GlobalSymbol symbol) => _symbols[(KindOf(symbol), symbol.Name)] = symbol;

    /// <summary>Declares a symbol whose name stands at <paramref name="span"/> in this file.</summary>
    public void Declare(GlobalSymbol symbol, TextSpan span)
    {
        Declare(symbol);
        _spans[symbol] = span;
    }

    public GlobalSymbol? Find(NameKind kind, string name)
    {
        var found = _symbols.TryGetValue((kind, name), out var symbol) ? symbol : parent?.Find(kind, name);
        Reads?.Note(kind, name, found);
        return found;
    }

    /// <summary>The symbol that this file itself declares so far.</summary>
    public GlobalSymbol? FindOwn(NameKind kind, string name) => _symbols.TryGetValue((kind, name), out var symbol) ? symbol : null;

    /// <summary>What this file already declares under the same name and kind.</summary>
    public GlobalSymbol? FindSame(GlobalSymbol symbol) => FindOwn(KindOf(symbol), symbol.Name);

    /// <summary>All names of a kind, for did-you-mean.</summary>
    public IEnumerable<string> Names(NameKind kind)
    {
        Reads?.NoteMany();
        return _symbols.Keys.Where(k => k.Item1 == kind).Select(k => k.Item2).Concat(parent?.Names(kind) ?? []);
    }

    /// <summary>The first symbol of a kind in order of declaration, innermost table last.</summary>
    public GlobalSymbol? First(NameKind kind)
    {
        if (parent?.First(kind) is { } first)
            return first;
        Reads?.NoteMany();
        return _symbols.Where(s => s.Key.Item1 == kind).Select(s => s.Value).OrderBy(s => s.Span.Start).FirstOrDefault();
    }

    /// <summary>The declaration that is being bound.</summary>
    public string? Current { get; set; }

    /// <summary>The line of a span of this file.</summary>
    public int LineOf(TextSpan span)
    {
        Reads?.NoteMany();
        return source?.PositionOf(span.Start).Line ?? 0;
    }

    /// <summary>The line of a declaration of this file.</summary>
    public int LineOf(GlobalSymbol own) => LineOf(_spans[own]);

    /// <summary>Notes a value that is declared further down.</summary>
    public void NoteBelow(Name name)
    {
        if (!_below.ContainsKey(name.Text))
            _below.Add(name.Text, name.Span);
    }

    /// <summary>Where a name that is not known yet is declared further down.</summary>
    public TextSpan? Below(string name)
    {
        Reads?.NoteMany();
        return _below.TryGetValue(name, out var span) ? span : null;
    }

    private static NameKind KindOf(GlobalSymbol symbol) => symbol.Declaration switch
    {
        BoundTypeDeclaration => NameKind.Type,
        BoundUnitDeclaration => NameKind.Unit,
        BoundExtern when Result(symbol.Scheme.Body).Equals(LanguageTypes.Statistic) => NameKind.Statistic,
        BoundExtern when symbol.Scheme.Body.Equals(LanguageTypes.Contrast) => NameKind.Contrast,
        BoundExtern when Result(symbol.Scheme.Body).Equals(LanguageTypes.Plot) => NameKind.Plot,
        _ => NameKind.Value,
    };

    private static Type Result(Type type) => type is FunctionType f ? Result(f.Result) : type;
}
