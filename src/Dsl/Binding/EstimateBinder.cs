using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Syntax;
using MLSpec.Dsl.Types;

namespace MLSpec.Dsl.Binding;

/// <summary>
/// Reads what a claim, a plot or a report says of measures: <c>mean attacked [hardened]</c>, <c>ci 95%</c>. Where no statistic is named,
/// the first one that the prelude
/// declares is meant.
/// </summary>
internal sealed class EstimateBinder(
    SourceText source, NameTable names, TypeBinder types, DiagnosticBag diagnostics, IReadOnlyList<BoundGrid> grid, IReadOnlyList<BoundMeasure> measures)
{
    /// <summary>Stands between the two selections of a contrast.</summary>
    private const string Over = "over";

    /// <summary>The estimate that a name or an application stands for, or null where it is an ordinary expression.</summary>
    public BoundExpression? TryBind(Expression expression, Scope scope)
    {
        var arguments = new List<Expression>();
        var head = expression;
        for (; head is ApplicationExpression application; head = application.Function)
            arguments.Insert(0, application.Argument);
        if (head is not NameExpression name)
            return null;
        if (scope.Find(name.Name) is MeasureSymbol measure)
            return Estimate(Default(name.Span), measure, arguments, expression);
        if (scope.Find(name.Name) is not null)
            return null;
        if (names.Find(NameKind.Contrast, name.Name) is { } contrast)
            return Contrast(contrast, arguments, scope, expression);
        if (names.Find(NameKind.Statistic, name.Name) is null)
            return Unknown(name, arguments, scope, expression);

        var argument = arguments.Count > 1 && arguments[0] is NumberExpression ? arguments[0] : null;
        var rest = arguments.Skip(argument is null ? 0 : 1).ToList();
        if (rest.Count == 0 || rest[0] is not NameExpression measured)
            return null;
        var statistic = Statistic(new StatisticSyntax(new Name(name.Name, name.Span), argument, name.Span));
        if (scope.Find(measured.Name) is MeasureSymbol found)
            return statistic is null || ReportInterval(statistic, found) ? new BoundError(expression.Span) : Estimate(statistic, found, rest.Skip(1).ToList(), expression);
        if (names.Find(NameKind.Value, name.Name) is not null
            && (scope.Find(measured.Name) is not null || names.Find(NameKind.Value, measured.Name) is not null))
            return null;
        FindMeasure(new Name(measured.Name, measured.Span));
        return new BoundError(expression.Span);
    }

    /// <summary>The statistic that is meant where none is named.</summary>
    public BoundStatistic Default(TextSpan span) => Statistic(names.First(NameKind.Statistic)!, null, null, span);

    /// <summary>The statistic with its argument checked, or null where that was reported.</summary>
    public BoundStatistic? Statistic(StatisticSyntax syntax)
    {
        if (names.Find(NameKind.Statistic, syntax.Name.Text) is not { } symbol)
        {
            var known = names.Names(NameKind.Statistic).ToList();
            diagnostics.Report(
                NameDiagnostics.StatisticNotFound,
                syntax.Name.Span,
                $"There is no statistic `{syntax.Name.Text}`; there are {Words.List(known)}.",
                Nearest.Fix(syntax.Name.Text, known));
            return null;
        }

        var parameter = (symbol.Scheme.Body as FunctionType)?.Parameter as FloatType;
        if (parameter is not null == syntax.Argument is NumberExpression)
            return Statistic(symbol, parameter, syntax.Argument as NumberExpression, syntax.Span);
        diagnostics.Report(
            ExperimentDiagnostics.StatisticArgument,
            syntax.Span,
            parameter is not null
                ? $"The statistic `{symbol.Name}` needs a number: `{symbol.Name} {(TakesUnit(parameter) ? "100.0" : "95%")}`."
                : $"The statistic `{symbol.Name}` takes no number.");
        return null;
    }

    private BoundStatistic Statistic(GlobalSymbol symbol, FloatType? parameter, NumberExpression? argument, TextSpan span) => new(symbol.Name, argument?.Value, span)
    {
        Member = (symbol.Declaration as BoundExtern)?.Member,
        ArgumentUnit = parameter is null || !TakesUnit(parameter) ? null : argument?.Unit is { } unit ? types.BindUnit(unit) : Unit.One,
    };

    /// <summary>Whether the number behind a statistic is one of those that it summarises, in their unit.</summary>
    private static bool TakesUnit(FloatType parameter) => parameter.Unit.Factors.Any(f => f.IsVariable);

    /// <summary>Reports a statistic that is no number, such as an interval.</summary>
    private bool ReportInterval(BoundStatistic statistic, MeasureSymbol measure)
    {
        if (!statistic.IsInterval)
            return false;
        diagnostics.Report(
            StatisticDiagnostics.IntervalClaimed,
            statistic.Span,
            $"`{statistic.Name}` is an interval, and a number is needed here.",
            $"write `{names.First(NameKind.Statistic)!.Name} {measure.Name}`: a claim holds only where the whole interval is on its side, and plots draw intervals anyhow.");
        return true;
    }

    /// <summary>A name that nobody knows in front of a measure is meant as a statistic.</summary>
    private BoundError? Unknown(NameExpression name, List<Expression> arguments, Scope scope, Expression whole)
    {
        if (names.Find(NameKind.Value, name.Name) is not null || arguments.FirstOrDefault() is not NameExpression argument || scope.Find(argument.Name) is not MeasureSymbol measure)
            return null;
        var known = names.Names(NameKind.Statistic).Where(n => names.Find(NameKind.Statistic, n) is { } s && !Statistic(s, null, null, name.Span).IsInterval).ToList();
        diagnostics.Report(
            NameDiagnostics.StatisticNotFound,
            name.Span,
            $"There is no statistic `{name.Name}`; there are {Words.List(known)}.",
            Nearest.Fix(name.Name, known)
                ?? $"write `{known[0]} {measure.Name}`: a claim holds only where the whole interval is on its side.");
        return new BoundError(whole.Span);
    }

    /// <summary><c>improvement ret [robust] over [plain]</c></summary>
    private BoundExpression Contrast(GlobalSymbol contrast, List<Expression> arguments, Scope scope, Expression whole)
    {
        if (arguments is [NameExpression measured, ListExpression left, NameExpression { Name: Over }, ListExpression right] && scope.Find(measured.Name) is MeasureSymbol measure)
        {
            var statistic = Default(measured.Span);
            return Estimate(statistic, measure, [left], left) is BoundEstimate first && Estimate(statistic, measure, [right], right) is BoundEstimate second
                ? new BoundContrast(contrast, first, second, new FloatType(Unit.One), whole.Span)
                : new BoundError(whole.Span);
        }

        if (arguments.FirstOrDefault() is NameExpression name && scope.Find(name.Name) is not MeasureSymbol && FindMeasure(new Name(name.Name, name.Span)) is null)
            return new BoundError(whole.Span);
        diagnostics.Report(
            StatisticDiagnostics.NotAContrast,
            whole.Span,
            $"`{contrast.Name}` compares a measure at one selection of the grid with the same at another.",
            $"write it like `{contrast.Name} {measures.Select(m => m.Symbol.Name).FirstOrDefault() ?? "measure"} [{SomeLabel()}] over [{SomeLabel(1)}]`.");
        return new BoundError(whole.Span);
    }

    public MeasureSymbol? FindMeasure(Name name)
    {
        if (measures.FirstOrDefault(m => m.Symbol.Name == name.Text) is { } measure)
            return measure.Symbol;
        var known = measures.Select(m => m.Symbol.Name).ToList();
        diagnostics.Report(
            NameDiagnostics.MeasureNotFound,
            name.Span,
            $"No measure above is called `{name.Text}`; the measures are {Words.List(known)}.",
            Nearest.Fix(name.Text, known));
        return null;
    }

    public GridSymbol? FindVariable(Name name)
    {
        var variables = grid.SelectMany(g => g.Symbols).ToList();
        if (variables.FirstOrDefault(v => v.Name == name.Text) is { } variable)
            return variable;
        var known = variables.Select(v => v.Name).ToList();
        diagnostics.Report(
            NameDiagnostics.GridVariableNotFound,
            name.Span,
            $"The grid has no variable `{name.Text}`; it has {Words.List(known)}.",
            Nearest.Fix(name.Text, known));
        return null;
    }

    private BoundExpression Estimate(BoundStatistic statistic, MeasureSymbol measure, IReadOnlyList<Expression> arguments, Expression whole)
    {
        if (arguments.Count > 1 || (arguments.Count == 1 && arguments[0] is not ListExpression))
        {
            diagnostics.Report(
                ExperimentDiagnostics.NotAnEstimate,
                arguments[arguments.Count - 1].Span,
                $"The measure `{measure.Name}` is followed by the values it is selected at, in brackets.",
                $"write it like `{statistic.Name} {measure.Name} [{SomeLabel()}]`.");
            return new BoundError(whole.Span);
        }

        var selections = new List<BoundSelection>();
        foreach (var item in arguments.OfType<ListExpression>().SelectMany(l => l.Items).SelectMany(Parts))
        {
            if (Select(item, selections) is { } selection)
                selections.Add(selection);
        }

        return new BoundEstimate(statistic, measure, selections.ToImmutableArray(), measure.Scheme.Body, whole.Span);
    }

    /// <summary>Values of several variables stand behind <c>;</c> or commas.</summary>
    private static IEnumerable<Expression> Parts(Expression item) => item is TupleExpression tuple ? tuple.Items : ImmutableArray.Create(item);

    /// <summary>The text as labels show it, whatever its spacing in the source.</summary>
    public static string OneLine(string text) => string.Join(" ", text.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries));

    private string SomeLabel(int skipped = 0) => grid.Where(g => !g.IsReplicates).SelectMany(g => g.Labels).Select(l => l[0]).Skip(skipped).FirstOrDefault() ?? "value";

    private BoundSelection? Select(Expression item, List<BoundSelection> taken)
    {
        var text = OneLine(source[item.Span]);
        var matches = new List<BoundSelection>();
        foreach (var axis in grid.Where(g => !g.IsReplicates))
        {
            for (var variable = 0; variable < axis.Symbols.Length; variable++)
            {
                if (taken.Any(t => t.Variable == axis.Symbols[variable]))
                    continue;
                for (var value = 0; value < axis.Values.Length; value++)
                {
                    if (Fits(item, text, axis.Values[value][variable], axis.Labels[value][variable]))
                    {
                        matches.Add(new BoundSelection(axis.Symbols[variable], value, axis.Labels[value][variable]));
                        break;
                    }
                }
            }
        }

        if (matches.Count == 1)
            return matches[0];
        Report(item, text, matches);
        return null;
    }

    private void Report(Expression item, string text, List<BoundSelection> matches)
    {
        if (matches.Count > 1)
        {
            diagnostics.Report(
                ExperimentDiagnostics.SelectionAmbiguous,
                item.Span,
                $"`{text}` is a value of {Words.List(matches.Select(m => m.Variable.Name).ToList())}.",
                $"say which: `when {matches[0].Variable.Name} == {text}`.");
            return;
        }

        var labels = grid.Where(g => !g.IsReplicates).SelectMany(g => g.Labels.SelectMany(l => l)).Distinct().ToList();
        diagnostics.Report(
            ExperimentDiagnostics.SelectionNotFound,
            item.Span,
            $"`{text}` is not on the grid" + (labels.Count is > 0 and <= 12 ? $"; its values are {Words.List(labels)}." : "."),
            Nearest.Fix(text, labels));
    }

    private static bool Fits(Expression item, string text, BoundExpression value, string label) =>
        text == label
        || (item is NumberExpression number && value is BoundNumber { Value: var n } && n.Equals(number.Value))
        || (item is UnaryExpression { Operator: "-", Operand: NumberExpression negated } && value is BoundNumber { Value: var m }
        && m.Equals(-negated.Value))
        || (item is TextExpression quoted && value is BoundText { Value: var t } && t == quoted.Value);
}
