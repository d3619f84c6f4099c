using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Binding;

/// <summary>Binds the declarations of one file in order; each sees those above it.</summary>
internal sealed class ModuleBinder(SyntaxTree tree, string module, NameTable names, DiagnosticBag diagnostics, BindingMemo previous)
{
    private readonly List<BoundDeclaration> _declarations = [];

    /// <summary>For binding the next version of the file.</summary>
    public BindingMemo Memo { get; } = new(module);

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
        Memo.KeepFaces(_declarations);
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
        var entry = previous.Find(syntax, names) ?? Bind(syntax);
        var symbol = entry.Symbol;
        diagnostics.Add(entry.Diagnostics);
        if (syntax is not ExternDeclaration { Rules.IsEmpty: false })
            Memo.Keep(syntax, entry);
        if (names.FindSame(symbol) is { } first)
        {
            diagnostics.Report(
                NameDiagnostics.DeclaredTwice,
                syntax.Name.Span,
                $"`{symbol.Name}` is declared twice; the first time at line {names.LineOf(first)}.",
                "give one of them another name.");
            return;
        }

        names.Declare(symbol, syntax.Name.Span);
        if (entry.Bound is not null)
            _declarations.Add(entry.Bound);
    }

    private BindingMemo.Entry Bind(NamedDeclaration syntax)
    {
        var (found, reads) = (new DiagnosticBag(diagnostics.Path), new NameReads());
        var symbol = new GlobalSymbol(syntax.Name.Text, syntax.Documentation, tree.Source.Path, syntax.Name.Span) { Module = module };
        (names.Current, names.Reads) = (syntax.Name.Text, reads);
        var bound = symbol.Declaration = new DeclarationBinder(tree, names, found).Bind(syntax, symbol);
        (names.Current, names.Reads) = (null, null);
        if (bound is not null && found.Found.Count == 0 && previous.SameFace(bound) is { } known)
            (symbol, bound) = (known, bound with { Symbol = known });
        return new(symbol, bound, reads, found.Found.ToImmutableArray());
    }

    /// <summary>
    /// The name of a declaration that could not be read stands for an unknown value, so that its uses are not reported too.
    /// </summary>
    private void DeclareBroken(BrokenDeclaration broken)
    {
        var name = tree.Tokens
            .Where(t => t.Span.Start >= broken.Span.Start && t.Span.End <= broken.Span.End)
            .FirstOrDefault(t => t.Kind == TokenKind.Identifier);
        if (name is null || names.FindOwn(NameKind.Value, name.Value) is not null)
            return;
        var symbol = previous.Broken(name.Value) ?? new GlobalSymbol(name.Value, null, tree.Source.Path, name.Span) { Module = module };
        Memo.KeepBroken(symbol);
        names.Declare(symbol, name.Span);
    }
}
