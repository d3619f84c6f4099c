using System.Collections.Immutable;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Prelude;

/// <summary>
/// The modules that come with the compiler and are seen where they are opened: MLSpec files embedded in this assembly. Each is bound when the first spec of the process opens it, so that others do
/// not pay for it.
/// </summary>
public static class Library
{
    private static readonly ImmutableSortedDictionary<string, Lazy<BoundModule>> _modules = new[] { "Control", "MuJoCo" }.ToImmutableSortedDictionary(
        file => "MLSpec." + file, file => new Lazy<BoundModule>(() => Bind($"Library/{file}.mlspec")), StringComparer.Ordinal);

    /// <summary>The names of the modules, in ordinal order.</summary>
    public static IEnumerable<string> Names => _modules.Keys;

    /// <summary>A module; null where there is none of the name.</summary>
    public static BoundModule? Find(string name) => _modules.TryGetValue(name, out var module) ? module.Value : null;

    /// <summary>Whether there is a module of the name, which is not bound for the answer.</summary>
    public static bool Has(string name) => _modules.ContainsKey(name);

    private static BoundModule Bind(string resource)
    {
        var tree = Parser.Parse(EmbeddedSpec.Read(resource));
        var (module, diagnostics) = Binder.Bind(tree, ImmutableArray<BoundModule>.Empty);
        EmbeddedSpec.RequireSound(tree, diagnostics);
        return module;
    }
}
