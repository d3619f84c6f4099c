using MLSpec.Dsl.Syntax;
using MLSpec.Dsl.Types;

namespace MLSpec.Dsl.Binding;

/// <summary>Something with a name. Symbols are compared by reference; a symbol is made once, where it is declared.</summary>
public abstract class Symbol(string name, string? documentation, string path, TextSpan span)
{
    public string Name { get; } = name;

    public string? Documentation { get; } = documentation;

    /// <summary>The file that declares it, and the span of its name there.</summary>
    public string Path { get; } = path;

    public TextSpan Span { get; } = span;

    /// <summary>The (generalised) type; set once when the declaration has been inferred.</summary>
    public TypeScheme Scheme { get; internal set; } = TypeScheme.Unknown;

    public override string ToString() => Name;
}

/// <summary>A parameter of a function, a name of a pattern, a local definition.</summary>
public sealed class LocalSymbol(string name, string path, TextSpan span) : Symbol(name, null, path, span);

/// <summary>
/// A top-level name; what it stands for is its <see cref="Declaration"/>, set when it is bound. Of a parameter's default and of a data set's source others see nothing: where only these have
/// changed since an earlier version of the file, the declaration here is that version's, and the present one stands in the module.
/// </summary>
public sealed class GlobalSymbol(string name, string? documentation, string path, TextSpan span) : Symbol(name, documentation, path, span)
{
    public BoundDeclaration? Declaration { get; internal set; }

    /// <summary>The module that declares it; empty for the core prelude.</summary>
    public string Module { get; init; } = "";
}

/// <summary>A variable of a protocol's grid.</summary>
public sealed class GridSymbol(string name, string path, TextSpan span, bool isReplicates) : Symbol(name, null, path, span)
{
    public bool IsReplicates { get; } = isReplicates;
}

/// <summary>A measure of a protocol, usable in its reports, plots, claims and later measures.</summary>
public sealed class MeasureSymbol(string name, string? documentation, string path, TextSpan span) : Symbol(name, documentation, path, span);
