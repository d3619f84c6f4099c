using System.Collections.Immutable;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Prelude;

/// <summary>The prelude that every file sees: MLSpec files embedded in this assembly, bound once a process.</summary>
public static class CorePrelude
{
    /// <summary>The files, each after those it uses.</summary>
    private static readonly string[] _files = ["units", "core", "nn", "layers", "losses", "distributions", "uncertainty", "laws", "schedules", "optimisers", "data", "control", "protocol"];

    private static readonly Lazy<(ImmutableArray<BoundModule> Modules, NameTable Names)> _bound = new(Load);

    /// <summary>The files as bound modules, in order of use.</summary>
    public static ImmutableArray<BoundModule> Modules => _bound.Value.Modules;

    /// <summary>All names that they declare.</summary>
    internal static NameTable Names => _bound.Value.Names;

    /// <summary>The text of the files, in order of use.</summary>
    public static IEnumerable<SourceText> Sources => _files.Select(name => EmbeddedSpec.Read($"Prelude/{name}.mlspec"));

    /// <summary>One thread reads the files, this one binds what has been read: loading the prelude is a good part of what the first compilation of a process takes.</summary>
    private static (ImmutableArray<BoundModule>, NameTable) Load()
    {
        var trees = Sources.Select(source => new Lazy<SyntaxTree>(() => Parser.Parse(source))).ToArray();
        Task.Run(() => Array.ForEach(trees, tree => _ = tree.Value));
        var modules = ImmutableArray<BoundModule>.Empty;
        var names = new NameTable(null);
        foreach (var tree in trees.Select(tree => tree.Value))
        {
            var (module, diagnostics, _) = Binder.Bind(tree, modules, names, "", null);
            EmbeddedSpec.RequireSound(tree, diagnostics);
            modules = modules.Add(module);
            names.Open(module);
        }

        return (modules, names);
    }
}
