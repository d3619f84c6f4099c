using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Prelude;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Binding;

/// <summary>Names, types, units and shapes: from the syntax tree of one file to its bound module.</summary>
public static class Binder
{
    /// <summary>Errors that would only repeat that a module is missing, which is reported where files are put together.</summary>
    private static readonly DiagnosticDescriptor[] _missing = [NameDiagnostics.NotFound, NameDiagnostics.TypeNotFound, NameDiagnostics.UnitNotFound];

    /// <summary>Binds a file that sees the core prelude and the modules it opens.</summary>
    /// <param name="opened">The modules it opens, transitively, each before those that open it; those of the library need not be among them.</param>
    /// <returns>The module, complete even where there are errors, and what was found; syntax errors are with the tree.</returns>
    public static (BoundModule Module, ImmutableArray<Diagnostic> Diagnostics) Bind(SyntaxTree tree, IReadOnlyList<BoundModule> opened)
    {
        var (module, diagnostics, _) = Bind(tree, opened, null);
        return (module, diagnostics);
    }

    /// <inheritdoc cref="Bind(SyntaxTree, IReadOnlyList{BoundModule})"/>
    /// <param name="previous">What was kept of an earlier version of the file; the result is the same without.</param>
    public static (BoundModule Module, ImmutableArray<Diagnostic> Diagnostics, BindingMemo Memo) Bind(
        SyntaxTree tree, IReadOnlyList<BoundModule> opened, BindingMemo? previous)
    {
        var names = new NameTable(CorePrelude.Names);
        var all = OfTheLibrary(tree, opened).Concat(opened).ToImmutableArray();
        foreach (var module in all)
            names.Open(module);
        var (bound, diagnostics, memo) = Bind(tree, CorePrelude.Modules.AddRange(all), names, FindModule(tree)?.Name.Text ?? "", previous);
        var isWhole = tree.Declarations.OfType<OpenDeclaration>().All(o => all.Any(m => m.Name == o.Name.Text));
        return (bound, isWhole ? diagnostics : diagnostics.Where(d => !_missing.Contains(d.Descriptor)).ToImmutableArray(), memo);
    }

    /// <summary>The modules of the library that the file or a file that it opens opens; a file of the project goes before a module of the library with the same name.</summary>
    private static IEnumerable<BoundModule> OfTheLibrary(SyntaxTree tree, IReadOnlyList<BoundModule> opened) => tree.Declarations.OfType<OpenDeclaration>()
        .Where(open => opened.All(m => m.Name != open.Name.Text))
        .Select(open => Library.Find(open.Name.Text))
        .OfType<BoundModule>()
        .Concat(opened.SelectMany(m => m.Opened).Where(m => Library.Has(m.Name)))
        .Distinct()
        .Except(opened);

    /// <summary>The line <c>module Name</c> of a file.</summary>
    public static ModuleDeclaration? FindModule(SyntaxTree tree) => tree.Declarations.OfType<ModuleDeclaration>().FirstOrDefault();

    /// <summary>Binds a file on top of names that are given.</summary>
    internal static (BoundModule Module, ImmutableArray<Diagnostic> Diagnostics, BindingMemo Memo) Bind(
        SyntaxTree tree, ImmutableArray<BoundModule> opened, NameTable visible, string name, BindingMemo? previous)
    {
        var diagnostics = new DiagnosticBag(tree.Source.Path);
        var known = previous?.Module == name ? previous : BindingMemo.Empty;
        var binder = new ModuleBinder(tree, name, new NameTable(visible, tree.Source), diagnostics, known);
        var module = new BoundModule(name, FindModule(tree)?.Documentation, tree.Source, opened, binder.Bind());
        binder.Memo.KeepSound(known, tree.Diagnostics.Concat(diagnostics.Found).Any(d => d.IsError));
        return (module, Suppressions.Of(tree.Source).Apply(diagnostics.Found), binder.Memo);
    }
}
