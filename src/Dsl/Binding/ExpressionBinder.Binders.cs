using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Syntax;
using MLSpec.Dsl.Types;
using Type = MLSpec.Dsl.Types.Type;

namespace MLSpec.Dsl.Binding;

/// <summary>Everything that binds names: binders, lambdas, blocks, patterns.</summary>
internal sealed partial class ExpressionBinder
{
    /// <summary>A definition with parameters, or a lambda: its parameters may have been hoped for, its result may be annotated.</summary>
    public BoundExpression InferLambda(
        ImmutableArray<Pattern> parameters, Expression body, TypeSyntax? result, Scope scope, Type? hint, TextSpan span)
    {
        var patterns = new List<BoundPattern>();
        var inner = scope;
        var rest = hint;
        foreach (var parameter in parameters)
        {
            var expected = rest is not null && inference.Head(rest) is FunctionType f ? f : null;
            patterns.Add(BindPattern(parameter, expected?.Parameter ?? inference.Fresh(), ref inner));
            rest = expected?.Result;
        }

        ReportBoundTwice(parameters);
        var value = result is not null ? Check(body, Types.Bind(result), inner) : Infer(body, inner, rest);
        var type = Enumerable.Reverse(patterns).Aggregate(value.Type, (t, p) => new FunctionType(p.Type, t));
        return new BoundLambda(patterns.ToImmutableArray(), value, type, span);
    }

    /// <summary>Binds the names of a pattern on values of the type, in <paramref name="scope"/>.</summary>
    public BoundPattern BindPattern(Pattern pattern, Type type, ref Scope scope)
    {
        switch (pattern)
        {
            case NamePattern name:
                Annotate(name.Type, type);
                var symbol = Local(name.Name, name.Span, type);
                scope = scope.With(symbol);
                return new BoundNamePattern(symbol, type, name.Span);
            case WildcardPattern wildcard:
                Annotate(wildcard.Type, type);
                return new BoundWildcard(type, wildcard.Span);
            case TuplePattern tuple:
                var parts = tuple.Items.Select(_ => inference.Fresh()).ToImmutableArray();
                if (tuple.Items.All(i => i is NamePattern { Type: not null } or WildcardPattern { Type: not null })
                    && inference.Solver.IsUnknown(inference.Head(type)))
                    inference.Unify(type, new TupleType(parts.ToEquatableList()), tuple.Span);
                inference.Require(new PartsConstraint(type, parts, tuple.Span));
                var items = new List<BoundPattern>();
                for (var i = 0; i < parts.Length; i++)
                    items.Add(BindPattern(tuple.Items[i], parts[i], ref scope));
                return new BoundTuplePattern(items.ToImmutableArray(), type, tuple.Span);
            default:
                inference.Unify(type, new VoidType(), pattern.Span);
                return new BoundWildcard(type, pattern.Span);
        }
    }

    /// <summary>Two names of one pattern, or of one function's parameters, must differ.</summary>
    public void ReportBoundTwice(IEnumerable<Pattern> patterns)
    {
        foreach (var twice in patterns.SelectMany(PatternNames).GroupBy(n => n.Name).SelectMany(g => g.Skip(1)))
            Diagnostics.Report(
                NameDiagnostics.BoundTwice,
                twice.Span,
                $"`{twice.Name}` is bound twice.",
                "give one of them another name, or write `_`.");
    }

    private static IEnumerable<NamePattern> PatternNames(Pattern pattern) => pattern switch
    {
        NamePattern name => [name],
        TuplePattern tuple => tuple.Items.SelectMany(PatternNames),
        _ => [],
    };

    private void Annotate(TypeSyntax? annotation, Type type)
    {
        if (annotation is not null)
            inference.Unify(Types.Bind(annotation), type, annotation.Span);
    }

    private LocalSymbol Local(string name, TextSpan span, Type type)
    {
        var symbol = new LocalSymbol(name, Diagnostics.Path, span) { Scheme = TypeScheme.Of(type) };
        _locals.Add(symbol);
        return symbol;
    }

    private BoundExpression InferBlock(BlockExpression block, Scope scope, Type? hint)
    {
        var lets = new List<(BoundPattern Pattern, BoundExpression Value, TextSpan Span)>();
        foreach (var let in block.Lets)
            lets.Add(BindLet(let, ref scope));
        var result = Infer(block.Result, scope, hint);
        return Enumerable.Reverse(lets).Aggregate(
            result, (body, let) => new BoundLocalLet(let.Pattern, let.Value, body, body.Type, let.Span.Union(body.Span)));
    }

    /// <summary>A local definition; one that is a function is generalised.</summary>
    public (BoundPattern Pattern, BoundExpression Value, TextSpan Span) BindLet(LocalLet let, ref Scope scope)
    {
        var isFunction = let.Pattern is NamePattern && (!let.Parameters.IsEmpty || let.Value is LambdaExpression);
        if (!isFunction)
        {
            var value = let.Type is { } annotation ? Check(let.Value, Types.Bind(annotation), scope) : Infer(let.Value, scope);
            ReportBoundTwice([let.Pattern]);
            return (BindPattern(let.Pattern, value.Type, ref scope), value, let.Span);
        }

        inference.Solver.Level++;
        var function = let.Parameters.IsEmpty
            ? Infer(let.Value, scope, let.Type is { } type ? Types.Bind(type) : null)
            : InferLambda(let.Parameters, let.Value, let.Type, scope, null, let.Span);
        var scheme = inference.Generalise(function.Type);
        inference.Solver.Level--;
        var pattern = (BoundNamePattern)BindPattern(let.Pattern, function.Type, ref scope);
        pattern.Symbol.Scheme = scheme;
        return (pattern, function, let.Span);
    }

    private (BoundPattern Variable, BoundExpression Domain, Dimension Length, Scope Inner) BindDomain(
        string word, Pattern variable, Expression domain, Scope scope)
    {
        var bound = Infer(domain, scope);
        var (item, length) = (inference.Fresh(), inference.Solver.FreshDimension());
        inference.Require(new DomainConstraint(word, inference.Head(bound.Type), item, length, domain.Span));
        ReportBoundTwice([variable]);
        var inner = scope;
        return (BindPattern(variable, item, ref inner), bound, length, inner);
    }

    private BoundExpression InferBinder(BinderExpression binder, Scope scope, Type? hint)
    {
        var word = binder.Kind.ToString().ToLowerInvariant();
        var (variable, domain, _, inner) = BindDomain(word, binder.Variable, binder.Domain, scope);
        var method = binder.Method is { } by
            ? Check(by, binder.Kind is BinderKind.Expect ? new IntType(Unit.One) : LanguageTypes.Method, scope)
            : null;
        var body = Infer(binder.Body, inner, hint);
        var type = Arrays.Split(inference.Resolve(body.Type)).Element switch
        {
            VariableType element when binder.Kind is BinderKind.Expect && inference.Solver.IsUnknown(element) => inference.Fresh(),
            VariableType => body.Type,
            _ => BodyConstraint.ResultOf(binder.Kind, inference.Resolve(body.Type)) ?? ErrorType.Instance,
        };
        inference.Require(new BodyConstraint(binder.Kind, body.Type, type, binder.Body.Span));
        return new BoundBinder(binder.Kind, variable, domain, method, body, type, binder.Span);
    }
}
