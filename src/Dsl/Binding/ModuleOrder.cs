using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Prelude;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Binding;

/// <summary>Which file opens which, and an order in which each stands after those it opens.</summary>
internal sealed class ModuleOrder
{
    private readonly Dictionary<string, SyntaxTree> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<SyntaxTree, ImmutableArray<SyntaxTree>> _opens = [];
    private readonly List<SyntaxTree> _files = [];
    private readonly List<SyntaxTree> _path = [];
    private readonly List<Diagnostic> _found;

    private ModuleOrder(List<Diagnostic> found) => _found = found;

    /// <summary>All files, each after those it opens.</summary>
    public IReadOnlyList<SyntaxTree> Files => _files;

    public static ModuleOrder Of(ImmutableArray<SyntaxTree> trees, List<Diagnostic> found)
    {
        var order = new ModuleOrder(found);
        foreach (var tree in trees)
            order.Name(tree);
        foreach (var tree in trees)
            order._opens[tree] = order.Resolve(tree).Distinct().ToImmutableArray();
        foreach (var tree in trees)
            order.Visit(tree);
        return order;
    }

    public ImmutableArray<SyntaxTree> Opens(SyntaxTree tree) => _opens[tree];

    private void Name(SyntaxTree tree)
    {
        if (Binder.FindModule(tree) is not { } module)
            return;
        if (_byName.TryGetValue(module.Name.Text, out var first))
            Report(
                ModuleDiagnostics.DeclaredTwice,
                tree,
                module.Name.Span,
                $"The module `{module.Name.Text}` is already in {first.Source.Path}.",
                "give one of them another name.");
        else
            _byName.Add(module.Name.Text, tree);
    }

    private IEnumerable<SyntaxTree> Resolve(SyntaxTree tree)
    {
        foreach (var open in tree.Declarations.OfType<OpenDeclaration>())
        {
            if (_byName.TryGetValue(open.Name.Text, out var opened))
                yield return opened;
            else if (!Library.Has(open.Name.Text))
                Report(
                    ModuleDiagnostics.NotFound,
                    tree,
                    open.Name.Span,
                    $"There is no module `{open.Name.Text}` among the files.",
                    Nearest.Fix(open.Name.Text, _byName.Keys.Concat(Library.Names)));
        }
    }

    private void Visit(SyntaxTree tree)
    {
        if (_files.Contains(tree))
            return;
        _path.Add(tree);
        foreach (var opened in _opens[tree])
        {
            if (_path.Contains(opened))
                ReportCycle(tree, opened);
            else
                Visit(opened);
        }

        _path.RemoveAt(_path.Count - 1);
        _files.Add(tree);
    }

    private void ReportCycle(SyntaxTree tree, SyntaxTree opened)
    {
        var cycle = _path.Skip(_path.IndexOf(opened)).Append(opened).Select(t => Binder.FindModule(t)!.Name.Text);
        var open = tree.Declarations.OfType<OpenDeclaration>().First(
            o => _byName.TryGetValue(o.Name.Text, out var found) && found == opened);
        Report(
            ModuleDiagnostics.Cycle,
            tree,
            open.Name.Span,
            $"Modules open each other: {string.Join(" -> ", cycle)}.",
            "move what both need into a third module.");
    }

    private void Report(DiagnosticDescriptor descriptor, SyntaxTree tree, TextSpan span, string message, string? fix) =>
        _found.Add(new Diagnostic(descriptor, tree.Source.Path, span, message, fix));
}
