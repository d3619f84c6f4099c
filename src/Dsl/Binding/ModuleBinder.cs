using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Binding;

/// <summary>Binds the declarations of one file in order; each sees those above it.</summary>
internal sealed class ModuleBinder(SyntaxTree tree, string module, NameTable names, DiagnosticBag diagnostics)
{
    private readonly List<BoundDeclaration> _declarations = [];

    public ImmutableArray<BoundDeclaration> Bind()
    {
        foreach (var name in tree.Declarations.OfType<NamedDeclaration>().Where(IsValue).Select(d => d.Name))
            names.NoteBelow(name);
        foreach (var declaration in tree.Declarations)
        {
            if (declaration is BrokenDeclaration broken)
                DeclareBroken(broken);
            else if (declaration is NamedDeclaration named and not (ModuleDeclaration or OpenDeclaration))
                Add(named);
        }

        BindRules();
        return _declarations.ToImmutableArray();
    }

    /// <summary>Rules come last: the derivatives of sine and cosine speak of each other.</summary>
    private void BindRules()
    {
        foreach (var syntax in tree.Declarations.OfType<ExternDeclaration>())
        {
            var index = _declarations.FindIndex(d => d is BoundExtern && d.Symbol.Span.Equals(syntax.Name.Span));
            if (index < 0)
                continue;
            foreach (var rule in syntax.Rules)
            {
                new DeclarationBinder(tree, names, diagnostics).BindRule(rule, (BoundExtern)_declarations[index]);
                _declarations[index] = _declarations[index].Symbol.Declaration!;
            }
        }
    }

    private static bool IsValue(NamedDeclaration declaration) =>
        declaration is not (ModuleDeclaration or OpenDeclaration or TypeDeclaration or MeasureDeclaration);

    private void Add(NamedDeclaration syntax)
    {
        names.Current = syntax.Name.Text;
        var symbol = new GlobalSymbol(syntax.Name.Text, syntax.Documentation, tree.Source.Path, syntax.Name.Span) { Module = module };
        symbol.Declaration = new DeclarationBinder(tree, names, diagnostics).Bind(syntax, symbol);
        names.Current = null;
        if (names.FindSame(symbol) is { } first)
        {
            diagnostics.Report(
                NameDiagnostics.DeclaredTwice,
                syntax.Name.Span,
                $"`{symbol.Name}` is declared twice; the first time at line {names.LineOf(first.Span)}.",
                "give one of them another name.");
            return;
        }

        names.Declare(symbol);
        if (symbol.Declaration is not null)
            _declarations.Add(symbol.Declaration);
    }

    /// <summary>
    /// The name of a declaration that could not be read stands for an unknown value, so that its uses are not reported too.
    /// </summary>
    private void DeclareBroken(BrokenDeclaration broken)
    {
        var name = tree.Tokens
            .Where(t => t.Span.Start >= broken.Span.Start && t.Span.End <= broken.Span.End)
            .FirstOrDefault(t => t.Kind == TokenKind.Identifier);
        if (name is not null && names.FindOwn(NameKind.Value, name.Value) is null)
            names.Declare(new GlobalSymbol(name.Value, null, tree.Source.Path, name.Span) { Module = module });
    }
}
