using System.Collections.Immutable;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Cli;

/// <summary>One file through all stages.</summary>
/// <param name="Module">Complete even where there are errors.</param>
/// <param name="Opened">The files it opens, directly or not, each after those it opens itself.</param>
/// <param name="Lowered">Null where the file or one that it opens has errors.</param>
/// <param name="Diagnostics">Of all stages, in the order of the text.</param>
internal sealed record CompiledFile(
    SyntaxTree Tree, BoundModule Module, ImmutableArray<SourceText> Opened, LoweredModule? Lowered, ImmutableArray<Diagnostic> Diagnostics)
{
    public SourceText Source => Tree.Source;

    public bool HasErrors => Diagnostics.Any(d => d.IsError);

    /// <summary>Compiles files that may open each other; the results are in the order given.</summary>
    public static IReadOnlyList<CompiledFile> Compile(ImmutableArray<SyntaxTree> trees)
    {
        var compilation = Compilation.Create(trees);
        var broken = compilation.Diagnostics.Where(d => d.IsError).Select(d => d.Path).ToHashSet(StringComparer.Ordinal);
        var modules = compilation.Modules.ToDictionary(m => m.Source);
        return [.. trees.Select(tree => Of(tree, modules[tree.Source], compilation, broken))];
    }

    private static CompiledFile Of(SyntaxTree tree, BoundModule module, Compilation compilation, HashSet<string> broken)
    {
        var opened = module.Opened.Select(m => m.Source).Where(s => compilation.Trees.Any(t => t.Source == s)).ToImmutableArray();
        var diagnostics = ModuleOf(tree).Concat(compilation.Diagnostics.Where(d => d.Path == tree.Source.Path)).ToImmutableArray();
        if (opened.Append(tree.Source).Any(s => broken.Contains(s.Path)))
            return new CompiledFile(tree, module, opened, null, diagnostics);
        var lowered = ModuleLowering.Lower(module);
        diagnostics = [.. diagnostics.AddRange(lowered.Diagnostics).OrderBy(d => d.Span.Start)];
        return new CompiledFile(tree, module, opened, lowered.HasErrors ? null : lowered.Module, diagnostics);
    }

    /// <summary>In a project every file is a module, and what is checked here is to be built there.</summary>
    private static IEnumerable<Diagnostic> ModuleOf(SyntaxTree tree)
    {
        if (Binder.FindModule(tree) is not null || string.IsNullOrWhiteSpace(tree.Source.Content))
            yield break;
        yield return new Diagnostic(
            ModuleDiagnostics.NoModule, tree.Source.Path, default, "The file does not say which module it is.", "begin it with `module Name`");
    }
}
