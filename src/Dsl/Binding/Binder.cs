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
    /// <param name="opened">The modules it opens, transitively, each before those that open it.</param>
    /// <returns>The module, complete even where there are errors, and what was found; syntax errors are with the tree.</returns>
    public static (BoundModule Module, ImmutableArray<Diagnostic> Diagnostics) Bind(SyntaxTree tree, IReadOnlyList<BoundModule> opened)
    {
        var names = new NameTable(CorePrelude.Names);
        foreach (var module in opened)
            names.Open(module);
        var (bound, diagnostics) = Bind(tree, CorePrelude.Modules.AddRange(opened), names, FindModule(tree)?.Name.Text ?? "");
        var isWhole = tree.Declarations.OfType<OpenDeclaration>().All(o => opened.Any(m => m.Name == o.Name.Text));
        return (bound, isWhole ? diagnostics : diagnostics.Where(d => !_missing.Contains(d.Descriptor)).ToImmutableArray());
    }

    /// <summary>The line <c>module Name</c> of a file.</summary>
    public static ModuleDeclaration? FindModule(SyntaxTree tree) => tree.Declarations.OfType<ModuleDeclaration>().FirstOrDefault();

    /// <summary>Binds a file on top of names that are given.</summary>
    internal static (BoundModule Module, ImmutableArray<Diagnostic> Diagnostics) Bind(
        SyntaxTree tree, ImmutableArray<BoundModule> opened, NameTable visible, string name)
    {
        var diagnostics = new DiagnosticBag(tree.Source.Path);
        var declarations = new ModuleBinder(tree, name, new NameTable(visible, tree.Source), diagnostics).Bind();
        var module = new BoundModule(name, FindModule(tree)?.Documentation, tree.Source, opened, declarations);
        return (module, Suppressions.Of(tree.Source).Apply(diagnostics.Found));
    }
}
