using System.Text;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Prelude;
using MLSpec.Dsl.Syntax;
using MLSpec.Dsl.Types;

namespace MLSpec.Dsl.Tests.Documentation;

/// <summary><c>docs/prelude.md</c> from the prelude's own types and doc comments.</summary>
internal static class PreludePage
{
    private const string Intro =
        """
        # The prelude

        Every spec sees these names. They are written in MLSpec: most on a small set of operations that the runtime implements. A `'s..` in a
        shape stands for any number of leading dimensions, `'n` for one, `'u` for a unit of measure. Operations marked with ∂ have a derivative
        rule.

        This page is made from the doc comments in `src/Dsl/Prelude`.

        """;

    private static readonly (string File, string Title)[] _titles =
    [
        ("core", "Numbers and tensors"),
        ("nn", "Layers"),
        ("layers", "Images and shapes"),
        ("losses", "Losses and scores"),
        ("distributions", "Distributions"),
        ("uncertainty", "Uncertainty sets and methods"),
        ("laws", "Laws as values"),
        ("schedules", "Schedules"),
        ("optimisers", "Optimisers"),
        ("data", "Data"),
        ("control", "Environments and episodes"),
        ("protocol", "Statistics and plots"),
        ("units", "Units of measure"),
    ];

    public static string Text()
    {
        var text = new StringBuilder(Intro);
        var modules = CorePrelude.Modules.ToDictionary(m => Path.GetFileNameWithoutExtension(m.Source.Path));
        foreach (var file in modules.Keys.Except(_titles.Select(t => t.File)))
            throw new InvalidOperationException($"The prelude file {file} has no title on the page.");
        foreach (var (file, title) in _titles)
        {
            text.Append($"\n## {title}\n\n{Entries(modules[file])}");
        }

        return text.ToString();
    }

    /// <summary>What a module declares, an entry for each.</summary>
    public static string Entries(BoundModule module) => string.Concat(module.Declarations.Select(declaration =>
    {
        var mark = declaration is BoundExtern { Gradient: not null } ? " ∂" : "";
        return $"- `{Signature(declaration, module.Source)}`{mark}\\\n  {Doc(declaration)}\n";
    }));

    private static string Signature(BoundDeclaration declaration, SourceText source) => declaration switch
    {
        BoundUnitDeclaration d when TypePrinter.Print(d.Unit) is var unit && unit != d.Symbol.Name => $"{d.Symbol.Name} = {unit}",
        BoundUnitDeclaration d => d.Symbol.Name,
        BoundTypeDeclaration { Type: RecordType { Name: not null } } d => source[d.Span],
        BoundTypeDeclaration d => $"type {d.Symbol.Name} = {TypePrinter.Print(d.Type)}",
        BoundExtern d => $"{d.Symbol.Name} : {Written(d, source)}",
        BoundLet d when !d.Symbol.Scheme.Constraints.IsEmpty => Head(source[d.Span]["let ".Length..]),
        _ => $"{declaration.Symbol.Name} : {SchemePrinter.Print(declaration.Symbol.Scheme)}",
    };

    /// <summary>A definition of one line whole, of a longer one its name and parameters.</summary>
    private static string Head(string definition) => definition.Split(" =\n")[0];

    /// <summary>The type as the prelude writes it, with its own names of variables.</summary>
    private static string Written(BoundExtern declaration, SourceText source)
    {
        var syntax = Parser.Parse(source).Declarations.OfType<ExternDeclaration>().Single(d => d.Name.Span == declaration.Symbol.Span);
        return source[syntax.Type.Span];
    }

    private static string Doc(BoundDeclaration declaration) =>
        declaration.Symbol.Documentation?.Replace("\n", " ")
        ?? throw new InvalidOperationException($"`{declaration.Symbol.Name}` has no doc comment.");
}
