using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Syntax;
using MLSpec.Dsl.Types;
using Type = MLSpec.Dsl.Types.Type;

namespace MLSpec.Dsl.Binding;

/// <summary>
/// Infers the types of one declaration's expressions and removes their sugar. <see cref="Infer"/> may be told what type is hoped for, which
/// informs lambdas and
/// records on the way; <see cref="Check"/> insists on it.
/// </summary>
internal sealed partial class ExpressionBinder(NameTable names, Inference inference, TypeBinder types)
{
    private readonly List<LocalSymbol> _locals = [];

    public TypeBinder Types { get; } = types;

    private DiagnosticBag Diagnostics => inference.Diagnostics;

    public BoundExpression Infer(Expression expression, Scope scope, Type? hint = null) => expression switch
    {
        NumberExpression number => InferNumber(number),
        TextExpression text => new BoundText(text.Value, text.Span),
        BooleanExpression boolean => new BoundBoolean(boolean.Value, boolean.Span),
        UnitValueExpression unit => new BoundVoid(unit.Span),
        NameExpression name => scope.Estimates?.TryBind(name, scope) ?? InferName(name.Name, name.Span, scope),
        ApplicationExpression application => scope.Estimates?.TryBind(application, scope) ?? InferApplication(application, scope, hint),
        TransitionExpression transition => InferTransition(transition, scope, hint),
        SequenceExpression sequence => InferSequence(sequence, scope, hint),
        UnaryExpression unary => InferUnary(unary, scope),
        BinaryExpression { Operator: "|>" } pipe => InferPipe(pipe, scope, hint),
        BinaryExpression { Operator: ">>" } composition => InferComposition(composition, scope),
        BinaryExpression binary => InferBinary(binary, scope),
        IfExpression choice => InferIf(choice, scope, hint),
        LambdaExpression lambda => InferLambda(lambda.Parameters, lambda.Body, null, scope, hint, lambda.Span),
        BlockExpression block => InferBlock(block, scope, hint),
        TupleExpression tuple => InferTuple(tuple, scope, hint),
        ListExpression list => InferList(list, scope, hint),
        RangeExpression range => InferRange(range, scope),
        RecordExpression record => InferRecord(record, scope, hint),
        CopyExpression copy => InferCopy(copy, scope),
        MemberExpression member => InferMember(member, scope),
        IndexExpression index => InferIndex(index, scope),
        ComprehensionExpression comprehension => InferComprehension(comprehension, scope),
        BinderExpression binder => InferBinder(binder, scope, hint),
        _ => new BoundError(expression.Span),
    };

    /// <summary>
    /// The expression as a value of the expected type; a constant becomes a schedule, an int a dimension, rows a distribution, where such
    /// is expected.
    /// </summary>
    public BoundExpression Check(Expression expression, Type expected, Scope scope) => inference.Head(expected) switch
    {
        ScheduleType schedule => CheckSchedule(expression, schedule, scope),
        DimensionType dimension => CheckDimension(expression, dimension, scope),
        _ => Coerce(Infer(expression, scope, expected), expected),
    };

    /// <summary>The source of data: a data set of the rows, or (a replay) the rows themselves.</summary>
    public BoundExpression CheckSource(Expression expression, Type row)
    {
        var data = LanguageTypes.DataOf(row);
        var bound = Infer(expression, Scope.Empty, data);
        return Coerce(bound, inference.Head(bound.Type) is AppliedType { Constructor: LanguageTypes.Rows } ? LanguageTypes.RowsOf(row) : data);
    }

    /// <summary>All types of a bound expression with everything found put in; call it when the declaration is closed.</summary>
    public BoundExpression Finish(BoundExpression expression) => new BoundRewriter(inference.Solver.Findings).Rewrite(expression);

    public BoundPattern Finish(BoundPattern pattern) => new BoundRewriter(inference.Solver.Findings).Rewrite(pattern);

    /// <summary>Gives the local symbols of the declaration their final types.</summary>
    public void FinishSymbols()
    {
        foreach (var symbol in _locals)
        {
            symbol.Scheme = symbol.Scheme with
            {
                Body = inference.Resolve(symbol.Scheme.Body),
                Constraints = symbol.Scheme.Constraints.Select(c => c.Map(inference.Solver.Findings, c.Span)).ToImmutableArray(),
            };
        }

        _locals.Clear();
    }

    private BoundExpression Coerce(BoundExpression bound, Type expected)
    {
        var (actual, wanted) = (inference.Head(bound.Type), inference.Head(expected));
        if (actual is DimensionType && wanted is IntType number)
            inference.Unify(number, new IntType(Unit.One), bound.Span);
        else if (actual is AppliedType { Constructor: LanguageTypes.Rows } rows && wanted is AppliedType { Constructor: LanguageTypes.Distribution } law)
            return inference.Unify(law.Arguments[0], rows.Arguments[0], bound.Span) ? bound : new BoundError(bound.Span);
        else if (!inference.Unify(expected, bound.Type, bound.Span))
            return new BoundError(bound.Span);
        return bound;
    }

    private BoundNumber InferNumber(NumberExpression number)
    {
        var unit = number.Unit is { } written ? Types.BindUnit(written) : Unit.One;
        var type = number.IsInteger ? inference.FreshLiteral(new Literal(unit, number.Value)) : new FloatType(unit);
        return new BoundNumber(number.Value, type, number.Span);
    }

    private BoundExpression InferName(string name, TextSpan span, Scope scope)
    {
        if (scope.Find(name) is { } local)
            return Use(local, span);
        if (names.Find(NameKind.Value, name) is not { } global)
            return NotFound(name, span, scope);
        if (global.Declaration is BoundSchedule && !scope.Schedules)
        {
            var (type, _) = inference.Instantiate(global.Scheme, span);
            return new BoundNow(global, type is ScheduleType s ? s.Value : ErrorType.Instance, span);
        }

        return Use(global, span);
    }

    private BoundName Use(Symbol symbol, TextSpan span)
    {
        var (type, instantiation) = inference.Instantiate(symbol.Scheme, span);
        return new BoundName(symbol, type, span) { Instantiation = instantiation };
    }

    private BoundExpression NotFound(string name, TextSpan span, Scope scope)
    {
        if (names.Find(NameKind.Type, name) is not null)
        {
            Diagnostics.Report(NameDiagnostics.NotAValue, span, $"`{name}` is a type; it has no value.");
        }
        else if (names.Below(name) is { } below)
        {
            var line = names.LineOf(below);
            if (names.Current == name)
                Diagnostics.Report(
                    NameDiagnostics.Recursive,
                    span,
                    $"`{name}` is used in its own definition; there is no recursion.",
                    "bind over a range or a list instead.");
            else
                Diagnostics.Report(
                    NameDiagnostics.DeclaredBelow,
                    span,
                    $"`{name}` is declared below, at line {line}; a declaration sees what stands above it.",
                    $"move `{name}` up.");
        }
        else
        {
            var candidates = scope.Symbols().Select(s => s.Name).Concat(names.Names(NameKind.Value));
            Diagnostics.Report(NameDiagnostics.NotFound, span, $"`{name}` is not declared.", Nearest.Fix(name, candidates));
        }

        return new BoundError(span);
    }
}
