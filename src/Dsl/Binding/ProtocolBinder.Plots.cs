using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Binding;

/// <summary>Binds <c>plot line { x = eps; y = mean attacked; by = method }</c>.</summary>
internal sealed partial class ProtocolBinder
{
    private static readonly string[] _plotFields = ["x", "y", "by", "beside"];

    private void BindPlot(PlotItem syntax)
    {
        if (names.Find(NameKind.Plot, syntax.Kind.Text) is null)
        {
            var known = names.Names(NameKind.Plot).ToList();
            Diagnostics.Report(
                NameDiagnostics.PlotNotFound,
                syntax.Kind.Span,
                $"There is no plot `{syntax.Kind.Text}`; there are {Words.List(known)}.",
                Nearest.Fix(syntax.Kind.Text, known));
        }

        foreach (var field in syntax.Fields.Where(f => !_plotFields.Contains(f.Name.Text)))
        {
            Diagnostics.Report(
                NameDiagnostics.PlotFieldNotFound,
                field.Name.Span,
                $"A plot has no field `{field.Name.Text}`; it has {Words.List(_plotFields)}.",
                Nearest.Fix(field.Name.Text, _plotFields));
        }

        foreach (var missing in _plotFields.Take(2).Where(n => syntax.Fields.All(f => f.Name.Text != n)))
            Diagnostics.Report(
                ExperimentDiagnostics.PlotField,
                syntax.Kind.Span,
                $"The plot does not say what its `{missing}` is.",
                $"add `{missing} = ...`.");

        var x = Field(syntax, "x") is { } horizontal ? Variable(horizontal) : null;
        var y = Field(syntax, "y") is { } vertical ? expressions.Infer(vertical, _scope with { Estimates = Estimates }) : null;
        var by = Field(syntax, "by") is { } groups ? Items(groups).Select(Variable).OfType<GridSymbol>().ToList() : [];
        var beside = Field(syntax, "beside") is { } others ? Items(others).Select(Measured).OfType<MeasureSymbol>().ToList() : [];
        foreach (var (measure, item) in y is BoundEstimate ? beside.Zip(Items(Field(syntax, "beside")!), (m, i) => (m, i)) : [])
            inference.Unify(y!.Type, measure.Scheme.Body, item.Span);
        var condition = BindCondition(syntax.Condition);
        if (y is not (null or BoundEstimate or BoundError))
            Diagnostics.Report(
                ExperimentDiagnostics.NotAnEstimate,
                y.Span,
                "The vertical value of a plot is a measure, or a statistic of one: `y = mean attacked`.");
        if (x is not null && y is BoundEstimate { Selections.Length: 0 } estimate)
            _plots.Add(
                new BoundPlot(syntax.Kind.Text, x, estimate.Statistic, estimate.Measure, by.ToImmutableArray(), condition, syntax.Span)
                {
                    Beside = beside.ToImmutableArray(),
                });
        else if (y is BoundEstimate { Selections.Length: > 0 })
            Diagnostics.Report(
                ExperimentDiagnostics.NotAnEstimate,
                y.Span,
                "A plot shows all values of the grid; it is narrowed by `where`.",
                "write `where VARIABLE == VALUE` after the plot.");
    }

    private static Expression? Field(PlotItem syntax, string name) => syntax.Fields.FirstOrDefault(f => f.Name.Text == name)?.Value;

    private static IEnumerable<Expression> Items(Expression expression) => expression switch
    {
        TupleExpression tuple => tuple.Items,
        ListExpression list => list.Items,
        _ => ImmutableArray.Create(expression),
    };

    private MeasureSymbol? Measured(Expression expression)
    {
        if (expression is NameExpression name)
            return Estimates.FindMeasure(new Name(name.Name, name.Span));
        Diagnostics.Report(NameDiagnostics.MeasureNotFound, expression.Span, "A measure is expected here.");
        return null;
    }

    private GridSymbol? Variable(Expression expression)
    {
        if (expression is NameExpression name)
            return Estimates.FindVariable(new Name(name.Name, name.Span));
        Diagnostics.Report(NameDiagnostics.GridVariableNotFound, expression.Span, "A variable of the grid is expected here.");
        return null;
    }
}
