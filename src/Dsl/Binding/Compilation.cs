using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Prelude;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Binding;

/// <summary>Several files that may open each other, parsed and bound in order of use.</summary>
public sealed class Compilation
{
    private Compilation(ImmutableArray<SyntaxTree> trees, ImmutableArray<BoundModule> modules, ImmutableArray<Diagnostic> diagnostics) =>
        (Trees, Modules, Diagnostics) = (trees, modules, diagnostics);

    /// <summary>The files as they were given.</summary>
    public ImmutableArray<SyntaxTree> Trees { get; }

    /// <summary>The modules, each after those it opens; files without a <c>module</c> line have an empty name.</summary>
    public ImmutableArray<BoundModule> Modules { get; }

    /// <summary>Everything found in all files, by file in the order given, then by position.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; }

    public bool HasErrors => Diagnostics.Any(d => d.IsError);

    public static Compilation Create(IEnumerable<SourceText> files) => Create(files.Select(Parser.Parse).ToImmutableArray());

    public static Compilation Create(ImmutableArray<SyntaxTree> trees)
    {
        var found = new List<Diagnostic>(trees.SelectMany(t => t.Diagnostics));
        var order = ModuleOrder.Of(trees, found);
        var bound = new Dictionary<SyntaxTree, BoundModule>();
        var modules = ImmutableArray.CreateBuilder<BoundModule>();
        foreach (var tree in order.Files)
        {
            var opened = new List<BoundModule>();
            foreach (var module in order.Opens(tree)
                .Where(bound.ContainsKey).SelectMany(t => bound[t].Opened.Skip(CorePrelude.Modules.Length).Append(bound[t])))
            {
                if (!opened.Contains(module))
                    opened.Add(module);
            }

            var (result, diagnostics) = Binder.Bind(tree, opened);
            bound[tree] = result;
            modules.Add(result);
            found.AddRange(diagnostics);
        }

        var files = trees.Select(t => t.Source.Path).ToList();
        var sorted = found.OrderBy(d => files.IndexOf(d.Path)).ThenBy(d => d.Span.Start)
            .ThenBy(d => d.Code, StringComparer.Ordinal).ToImmutableArray();
        return new Compilation(trees, modules.ToImmutable(), sorted);
    }
}
