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
    SourceText source, NameTable names, DiagnosticBag diagnostics, IReadOnlyList<BoundGrid> grid, IReadOnlyList<BoundMeasure> measures)
{
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
        if (names.Find(NameKind.Statistic, name.Name) is null || scope.Find(name.Name) is not null)
            return null;

        var argument = arguments.Count > 1 && arguments[0] is NumberExpression ? arguments[0] : null;
        var rest = arguments.Skip(argument is null ? 0 : 1).ToList();
        if (rest.Count == 0 || rest[0] is not NameExpression measured)
            return null;
        var statistic = Statistic(new StatisticSyntax(new Name(name.Name, name.Span), argument, name.Span));
        if (scope.Find(measured.Name) is MeasureSymbol found)
            return statistic is null ? new BoundError(expression.Span) : Estimate(statistic, found, rest.Skip(1).ToList(), expression);
        if (names.Find(NameKind.Value, name.Name) is not null
            && (scope.Find(measured.Name) is not null || names.Find(NameKind.Value, measured.Name) is not null))
            return null;
        FindMeasure(new Name(measured.Name, measured.Span));
        return new BoundError(expression.Span);
    }

    /// <summary>The statistic that is meant where none is named.</summary>
    public BoundStatistic Default(TextSpan span) => Statistic(names.First(NameKind.Statistic)!, null, span);

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

        var takesArgument = symbol.Scheme.Body is FunctionType;
        if (takesArgument == syntax.Argument is NumberExpression)
            return Statistic(symbol, (syntax.Argument as NumberExpression)?.Value, syntax.Span);
        diagnostics.Report(
            ExperimentDiagnostics.StatisticArgument,
            syntax.Span,
            takesArgument
                ? $"The statistic `{symbol.Name}` needs a number: `{symbol.Name} 95%`."
                : $"The statistic `{symbol.Name}` takes no number.");
        return null;
    }

    private static BoundStatistic Statistic(GlobalSymbol symbol, ExactDecimal? argument, TextSpan span) =>
        new(symbol.Name, argument, span) { Member = (symbol.Declaration as BoundExtern)?.Member };

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

    private string SomeLabel() => grid.Where(g => !g.IsReplicates).SelectMany(g => g.Labels).Select(l => l[0]).FirstOrDefault() ?? "value";

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
