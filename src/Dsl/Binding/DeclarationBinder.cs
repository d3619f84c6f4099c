using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Syntax;
using MLSpec.Dsl.Types;
using Type = MLSpec.Dsl.Types.Type;

namespace MLSpec.Dsl.Binding;

/// <summary>Binds one declaration: its expressions are inferred together, closed, and rewritten with their final types.</summary>
internal sealed class DeclarationBinder
{
    private readonly SyntaxTree _tree;
    private readonly NameTable _names;
    private readonly DiagnosticBag _diagnostics;
    private readonly Inference _inference;
    private readonly ExpressionBinder _expressions;

    public DeclarationBinder(SyntaxTree tree, NameTable names, DiagnosticBag diagnostics)
    {
        (_tree, _names, _diagnostics) = (tree, names, diagnostics);
        _inference = new Inference(diagnostics);
        _expressions = new ExpressionBinder(names, _inference, new TypeBinder(names, _inference));
    }

    public BoundDeclaration? Bind(NamedDeclaration syntax, GlobalSymbol symbol)
    {
        BoundDeclaration? bound = syntax switch
        {
            MeasureDeclaration measure => new BoundUnitDeclaration(
                symbol, measure.Definition is { } unit ? Known(_expressions.Types.BindUnit(unit)) : Unit.Of(symbol.Name), measure.Span),
            TypeDeclaration type => BindType(type, symbol),
            ParamDeclaration param => BindParam(param, symbol),
            LetDeclaration let => new BoundLet(symbol, BindFunction(symbol, let.Parameters, let.Type, let.Body, let.Span), let.Span),
            DataDeclaration data => BindData(data, symbol),
            ModelDeclaration model => BindModel(model, symbol),
            UncertaintyDeclaration set => new BoundUncertainty(
                symbol, BindFunction(symbol, set.Parameters, set.Type, set.Body, set.Span), set.Span),
            ScheduleDeclaration schedule => BindSchedule(schedule, symbol),
            ObjectiveDeclaration objective => BindObjective(objective, symbol),
            ExternDeclaration @extern => BindExtern(@extern, symbol),
            TrainDeclaration train => new TrainBinder(_names, _inference, _expressions).Bind(train, symbol),
            ProtocolDeclaration protocol => new ProtocolBinder(_tree, _names, _inference, _expressions).Bind(protocol, symbol),
            _ => null,
        };
        _expressions.ReportIntegerDivisions();
        _expressions.FinishSymbols();
        return bound;
    }

    /// <summary>
    /// Infers inside a new level of generalisation, generalises the type into the symbol's scheme and finishes the expression.
    /// </summary>
    private BoundExpression Generalise(GlobalSymbol symbol, Func<BoundExpression> infer)
    {
        _inference.Solver.Level++;
        var bound = infer();
        if (_inference.Head(bound.Type) is not FunctionType)
            _inference.Close();
        symbol.Scheme = _inference.Generalise(bound.Type);
        _inference.Solver.Level--;
        _inference.Close();
        return _expressions.Finish(bound);
    }

    private BoundExpression BindFunction(
        GlobalSymbol symbol, ImmutableArray<Pattern> parameters, TypeSyntax? type, Expression body, TextSpan span) =>
        Generalise(symbol, () => parameters.IsEmpty
            ? type is { } annotation
                ? _expressions.Check(body, _expressions.Types.Bind(annotation), Scope.Empty)
                : _expressions.Infer(body, Scope.Empty)
            : _expressions.InferLambda(parameters, body, type, Scope.Empty, null, span));

    /// <summary>The type, without what an error has left open in it: no other declaration knows the variables of this one.</summary>
    private static Type Known(Type type) => TypeVariables.Of(type).Count == 0 ? type : ErrorType.Instance;

    private static Unit Known(Unit unit) => unit.Factors.Any(f => f.IsVariable) ? Unit.One : unit;

    private BoundTypeDeclaration BindType(TypeDeclaration syntax, GlobalSymbol symbol)
    {
        var type = _expressions.Types.Bind(syntax.Type);
        if (type is RecordType record)
            type = record with { Name = symbol.Name };
        symbol.Scheme = TypeScheme.Of(type);
        return new BoundTypeDeclaration(symbol, type, syntax.Span);
    }

    private BoundParam BindParam(ParamDeclaration syntax, GlobalSymbol symbol)
    {
        var value = syntax.Type is { } annotation
            ? _expressions.Check(syntax.Value, _expressions.Types.Bind(annotation), Scope.Empty)
            : _expressions.Infer(syntax.Value, Scope.Empty);
        var ends = syntax.Range is { } range
            ? new[] { range.Start, range.End }.Select(e => _expressions.Check(e, value.Type, Scope.Empty)).ToList()
            : [];
        _inference.Close();
        var type = Known(_inference.Resolve(value.Type));
        symbol.Scheme = TypeScheme.Of(type);
        if (type is not (FloatType or IntType or BoolType or TextType or ErrorType))
            _diagnostics.Report(
                TypeDiagnostics.ParamType,
                syntax.Value.Span,
                $"A param is a number, a bool or a text, but `{symbol.Name}` is {TypeNames.Of(type)}.",
                "write `let`.");
        var (low, high) = ends.Count == 2 ? (Constants.Decimal(ends[0]), Constants.Decimal(ends[1])) : (null, null);
        CheckRange(syntax, value, low, high);
        return new BoundParam(symbol, type, _expressions.Finish(value), low, high, syntax.Span);
    }

    private void CheckRange(ParamDeclaration syntax, BoundExpression value, ExactDecimal? low, ExactDecimal? high)
    {
        if (syntax.Range is not { } range)
            return;
        if (low is not { } least || high is not { } most)
            _diagnostics.Report(UnitDiagnostics.RangeNotConstant, range.Span, "The range of a param has numbers at both ends.");
        else if (least.CompareTo(most) > 0)
            _diagnostics.Report(
                ExperimentDiagnostics.RangeOrder,
                range.Span,
                $"The range ends at {most}, below its start {least}.",
                $"write `in [{most} .. {least}]`.");
        else if (Constants.Decimal(value) is { } number && (number.CompareTo(least) < 0 || number.CompareTo(most) > 0))
            _diagnostics.Report(
                ExperimentDiagnostics.ParamRange,
                syntax.Value.Span,
                $"The default {number} of `{syntax.Name.Text}` lies outside of its range [{least} .. {most}].");
    }

    private BoundData BindData(DataDeclaration syntax, GlobalSymbol symbol)
    {
        var row = _expressions.Types.Bind(syntax.Type);
        if (row is not (RecordType or ErrorType))
            _diagnostics.Report(
                ExperimentDiagnostics.NotARecord,
                syntax.Type.Span,
                $"The rows of data are records, but this is {TypeNames.Of(row)}.",
                "write them like `{ x : float[4]; y : class[3] }`.");
        foreach (var field in (row as RecordType)?.Fields ?? EquatableList<FieldType>.Empty)
        {
            if (Arrays.Split(field.Type).Element is var type
                && type is not (FloatType or IntType or ClassType or BoolType or TextType or ErrorType))
                _diagnostics.Report(
                    ExperimentDiagnostics.DataField,
                    syntax.Type.Span,
                    $"The column `{field.Name}` has the type {TypeNames.Of(type)}, which data cannot hold.",
                    "columns are float, int, bool, text or class, alone or with a shape.");
            else if (TypeVariables.Of(field.Type).Any(v => v.Kind == VariableKind.Dimension))
                _diagnostics.Report(
                    LoweringDiagnostics.UnknownDimension,
                    syntax.Type.Span,
                    $"The shape of the column `{field.Name}` is not known: {TypeNames.Of(field.Type)}.",
                    "give its size as a number or a param.");
        }

        row = Known(row);
        var source = _expressions.CheckSource(syntax.Body, row);
        _inference.Close();
        symbol.Scheme = TypeScheme.Of(_inference.Head(source.Type) is AppliedType { Constructor: LanguageTypes.Rows }
            ? LanguageTypes.RowsOf(row)
            : LanguageTypes.DataOf(row));
        return new BoundData(
            symbol, row as RecordType ?? new RecordType(null, EquatableList<FieldType>.Empty), _expressions.Finish(source), syntax.Span);
    }

    private BoundModel? BindModel(ModelDeclaration syntax, GlobalSymbol symbol)
    {
        var isAnnotated = syntax.Parameters.Count(IsAnnotated) == syntax.Parameters.Length;
        var bound = Generalise(
            symbol, () => _expressions.InferLambda(syntax.Parameters, syntax.Body, syntax.Type, Scope.Empty, null, syntax.Span));
        if (bound is not BoundLambda lambda)
            return null;
        if (isAnnotated && symbol.Scheme.IsPolymorphic)
        {
            _diagnostics.Report(
                TypeDiagnostics.CannotInfer,
                syntax.Name.Span,
                $"The type of the model is not fixed: {TypeNames.Of(symbol.Scheme.Body)}.",
                "annotate its parameters and its result.");
        }

        return new BoundModel(symbol, lambda, syntax.Span);
    }

    private bool IsAnnotated(Pattern pattern)
    {
        switch (pattern)
        {
            case TuplePattern tuple:
                return tuple.Items.Count(IsAnnotated) == tuple.Items.Length;
            case NamePattern { Type: null } name:
                _diagnostics.Report(
                    TypeDiagnostics.AnnotationNeeded,
                    name.Span,
                    $"The parameter `{name.Name}` of a model needs its type.",
                    $"write it like `({name.Name} : float[64])`.");
                return false;
            default:
                return true;
        }
    }

    private BoundSchedule BindSchedule(ScheduleDeclaration syntax, GlobalSymbol symbol)
    {
        var clock = syntax.Clock is { } unit ? _expressions.Types.BindUnit(unit) : _inference.Solver.FreshUnit();
        var value = syntax.Type is { } type ? _expressions.Types.Bind(type) : _inference.FreshFloat();
        var bound = _expressions.Check(syntax.Body, new ScheduleType(clock, value), Scope.Empty);
        _inference.Close();
        var resolved = (ScheduleType)_inference.Resolve(new ScheduleType(clock, value));
        symbol.Scheme = TypeScheme.Of(Known(resolved));
        return new BoundSchedule(symbol, Known(resolved.Clock), _expressions.Finish(bound), syntax.Span);
    }

    private BoundObjective BindObjective(ObjectiveDeclaration syntax, GlobalSymbol symbol)
    {
        var value = Generalise(symbol, () =>
        {
            if (syntax.Parameters.IsEmpty)
                return _expressions.Check(syntax.Body, _inference.FreshFloat(), Scope.Empty);
            var function = _expressions.InferLambda(syntax.Parameters, syntax.Body, null, Scope.Empty, null, syntax.Span);
            if (function is BoundLambda lambda)
                _inference.Unify(_inference.FreshFloat(), lambda.Body.Type, lambda.Body.Span);
            return function;
        });
        return new BoundObjective(symbol, value, syntax.Span);
    }

    private BoundExtern BindExtern(ExternDeclaration syntax, GlobalSymbol symbol)
    {
        _inference.Solver.Level++;
        var type = _expressions.Types.Bind(syntax.Type);
        symbol.Scheme = _inference.Generalise(type);
        _inference.Solver.Level--;
        return new BoundExtern(symbol, syntax.Member, ImmutableArray<BoundRule>.Empty, syntax.Span);
    }

    /// <summary>Binds a rule of an extern; it may speak of the function itself and of all others of its file.</summary>
    public void BindRule(ExternRule rule, BoundExtern bound)
    {
        if (bound.Rule(rule.Name) is not null)
        {
            _diagnostics.Report(TypeDiagnostics.Gradient, rule.Value.Span, $"The {rule.Name} of `{bound.Symbol.Name}` is stated twice.");
            return;
        }

        if (bound.Symbol.Scheme.Body is not FunctionType)
        {
            _diagnostics.Report(TypeDiagnostics.Gradient, rule.Value.Span, $"`{bound.Symbol.Name}` is no function: it has no {rule.Name}.");
            return;
        }

        var (type, _) = _inference.Instantiate(bound.Symbol.Scheme, rule.Value.Span);
        var value = _expressions.Check(rule.Value, ExternRules.TypeFor(rule.Name, type, _inference), Scope.Empty);
        _inference.Close();
        var (stated, found) = (TypeNames.Of(bound.Symbol.Scheme.Body), TypeNames.Of(_inference.Resolve(type)));
        if (stated != found && value is not BoundError)
            _diagnostics.Report(
                TypeDiagnostics.Gradient, rule.Value.Span, $"The {rule.Name} fits {found} only, but the function is {stated}.");
        bound.Symbol.Declaration = bound with { Rules = bound.Rules.Add(new BoundRule(rule.Name, _expressions.Finish(value))) };
        _expressions.FinishSymbols();
    }
}
