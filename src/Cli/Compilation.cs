using System.Collections.Immutable;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Syntax;
using MLSpec.Generators;

namespace MLSpec.Cli;

/// <summary>One file through all stages.</summary>
/// <param name="Module">Complete even where there are errors.</param>
/// <param name="Opened">What it opens, directly or not; what is opened stands before who opens it.</param>
/// <param name="Lowered">Null where an earlier stage or an opened file has errors.</param>
/// <param name="Diagnostics">Of all stages, in the order of the text.</param>
internal sealed record CompiledFile(
    SyntaxTree Tree, BoundModule Module, ImmutableArray<CompiledFile> Opened, LoweredModule? Lowered, ImmutableArray<Diagnostic> Diagnostics)
{
    public SourceText Source => Tree.Source;

    public bool HasErrors => Diagnostics.Any(d => d.IsError);
}

/// <summary>Several files that may open each other.</summary>
internal sealed class Compilation
{
    /// <summary>Errors that only repeat that a module is missing.</summary>
    private static readonly DiagnosticDescriptor[] _missing = [NameDiagnostics.NotFound, NameDiagnostics.TypeNotFound, NameDiagnostics.UnitNotFound];

    private readonly IReadOnlyList<SyntaxTree> _trees;
    private readonly Dictionary<SyntaxTree, CompiledFile> _compiled = new(ReferenceEqualityComparer.Instance);
    private readonly List<SyntaxTree> _way = [];

    private Compilation(IReadOnlyList<SyntaxTree> trees) => _trees = trees;

    /// <summary>The module that a file declares, or null.</summary>
    public static string? NameOf(SyntaxTree tree) => Binder.FindModule(tree)?.Name.Text;

    /// <summary>The modules that a file opens, as it names them.</summary>
    public static IEnumerable<string> OpenedBy(SyntaxTree tree) => tree.Declarations.OfType<OpenDeclaration>().Select(o => o.Name.Text);

    /// <summary>Compiles all files, each after those it opens; the results are in the order given.</summary>
    public static IReadOnlyList<CompiledFile> Compile(IReadOnlyList<SyntaxTree> trees)
    {
        var compilation = new Compilation(trees);
        return [.. trees.Select(compilation.File)];
    }

    private CompiledFile File(SyntaxTree tree)
    {
        if (_compiled.TryGetValue(tree, out var known))
            return known;
        _way.Add(tree);
        var diagnostics = new DiagnosticBag(tree.Source.Path);
        var opened = Opened(tree, diagnostics);
        _way.RemoveAt(_way.Count - 1);
        return _compiled[tree] = File(tree, opened, diagnostics);
    }

    private ImmutableArray<CompiledFile> Opened(SyntaxTree tree, DiagnosticBag diagnostics)
    {
        var opened = ImmutableArray.CreateBuilder<CompiledFile>();
        foreach (var open in tree.Declarations.OfType<OpenDeclaration>())
        {
            var next = _trees.FirstOrDefault(t => NameOf(t) == open.Name.Text);
            if (next is null)
                ReportMissing(open, diagnostics);
            else if (_way.Contains(next))
                ReportCycle(open, next, diagnostics);
            else
                opened.AddRange(File(next) is var file ? [.. file.Opened, file] : []);
        }

        return [.. opened.Distinct()];
    }

    private CompiledFile File(SyntaxTree tree, ImmutableArray<CompiledFile> opened, DiagnosticBag diagnostics)
    {
        var isWhole = diagnostics.Found.Count == 0;
        ReportTwin(tree, diagnostics);
        try
        {
            var (module, found) = Binder.Bind(tree, [.. opened.Select(o => o.Module)]);
            var all = tree.Diagnostics.AddRange(diagnostics.Found).AddRange(found.Where(d => isWhole || !_missing.Contains(d.Descriptor)));
            if (all.Any(d => d.IsError) || opened.Any(o => o.HasErrors))
                return new CompiledFile(tree, module, opened, null, Sorted(all));
            var lowered = ModuleLowering.Lower(module);
            return new CompiledFile(tree, module, opened, lowered.HasErrors ? null : lowered.Module, Sorted(all.AddRange(lowered.Diagnostics)));
        }
        catch (Exception fault)
        {
            diagnostics.Report(
                PipelineDiagnostics.InternalError,
                default,
                $"The compiler failed on this file: {fault.GetType().FullName}: {fault.Message}",
                "please report this together with the file; it is a fault of the compiler");
            var nothing = new BoundModule(NameOf(tree) ?? "", null, tree.Source, [], []);
            return new CompiledFile(tree, nothing, opened, null, Sorted(tree.Diagnostics.AddRange(diagnostics.Found)));
        }
    }

    private static ImmutableArray<Diagnostic> Sorted(IEnumerable<Diagnostic> diagnostics) =>
        [.. diagnostics.OrderBy(d => d.Span.Start).ThenBy(d => d.Span.Length).ThenBy(d => d.Code, StringComparer.Ordinal)];

    private void ReportMissing(OpenDeclaration open, DiagnosticBag diagnostics) => diagnostics.Report(
        ModuleDiagnostics.NotFound,
        open.Name.Span,
        $"There is no module `{open.Name.Text}` among the files at hand.",
        Nearest.Fix(open.Name.Text, _trees.Select(NameOf).OfType<string>()) ?? $"put a file that starts with `module {open.Name.Text}` beside this one");

    private void ReportCycle(OpenDeclaration open, SyntaxTree next, DiagnosticBag diagnostics)
    {
        var circle = _way.SkipWhile(t => t != next).Append(next).Select(NameOf);
        diagnostics.Report(
            ModuleDiagnostics.Cycle,
            open.Name.Span,
            $"Modules open each other in a circle: {string.Join(" -> ", circle)}.",
            "move what both need into a third module and open that");
    }

    private void ReportTwin(SyntaxTree tree, DiagnosticBag diagnostics)
    {
        if (Binder.FindModule(tree) is not { } module || _trees.First(t => NameOf(t) == module.Name.Text) is not var first || first == tree)
            return;
        diagnostics.Report(
            ModuleDiagnostics.DeclaredTwice,
            module.Name.Span,
            $"The module `{module.Name.Text}` is declared by {first.Source.Path} already.",
            "give one of the two modules another name");
    }
}
