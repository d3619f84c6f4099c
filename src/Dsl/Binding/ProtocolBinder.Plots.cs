using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Syntax;
using MLSpec.Dsl.Types;

namespace MLSpec.Dsl.Binding;

/// <summary>Binds <c>plot line { x = eps; y = mean attacked; by = method }</c>.</summary>
internal sealed partial class ProtocolBinder
{
    /// <summary>The member that says that a plot is a performance profile.</summary>
    private const string Profile = "Protocol.Plot.ProfileOf";

    private static readonly string[] _plotFields = ["x", "y", "by", "beside"];
    private static readonly string[] _profileFields = ["of", "by"];
    private static readonly string[] _mapFields = ["x", "y", "value"];

    private void BindPlot(PlotItem syntax)
    {
        var kind = names.Find(NameKind.Plot, syntax.Kind.Text);
        if (kind is null)
        {
            var known = names.Names(NameKind.Plot).ToList();
            Diagnostics.Report(
                NameDiagnostics.PlotNotFound,
                syntax.Kind.Span,
                $"There is no plot `{syntax.Kind.Text}`; there are {Words.List(known)}.",
                Nearest.Fix(syntax.Kind.Text, known));
        }

        var isProfile = kind is { Declaration: BoundExtern { Member: Profile } };
        var isMap = kind?.Scheme.Body is FunctionType;
        var fields = isProfile ? _profileFields : isMap ? _mapFields : _plotFields;
        foreach (var field in syntax.Fields.Where(f => !fields.Contains(f.Name.Text)))
        {
            Diagnostics.Report(
                NameDiagnostics.PlotFieldNotFound,
                field.Name.Span,
                $"A {(isMap || isProfile ? syntax.Kind.Text : "plot")} has no field `{field.Name.Text}`; it has {Words.List(fields)}.",
                Nearest.Fix(field.Name.Text, fields));
        }

        foreach (var missing in fields.Take(isProfile ? 1 : isMap ? 3 : 2).Where(n => syntax.Fields.All(f => f.Name.Text != n)))
            Diagnostics.Report(
                ExperimentDiagnostics.PlotField,
                syntax.Kind.Span,
                $"The plot does not say what its `{missing}` is.",
                $"add `{missing} = ...`.");

        var x = Field(syntax, "x") is { } horizontal ? Variable(horizontal) : null;
        if (isMap)
        {
            BindMap(syntax, x);
            return;
        }

        var y = Field(syntax, "y") is { } vertical ? Items(vertical).Select(Plotted).ToList() : [];
        var by = Field(syntax, "by") is { } groups ? Items(groups).Select(Variable).OfType<GridSymbol>().ToList() : [];
        var statistic = y.OfType<BoundPlotted>().FirstOrDefault()?.Statistic;
        var beside = Field(syntax, "beside") is { } others ? Items(others).Select(o => Beside(o, statistic)).OfType<BoundPlotted>().ToList() : [];
        var condition = BindCondition(syntax.Condition);
        if (isProfile)
        {
            if (Field(syntax, "of") is { } profiled && Measured(profiled) is { } measure)
                _plots.Add(
                    new BoundPlot(
                        syntax.Kind.Text, null, ImmutableArray.Create(new BoundPlotted(Estimates.Default(profiled.Span), measure, profiled.Span)), by.ToImmutableArray(), condition, syntax.Span));
        }
        else if (x is not null && y.Count > 0 && y.All(p => p is not null))
            _plots.Add(
                new BoundPlot(
                    syntax.Kind.Text, x, y.OfType<BoundPlotted>().Concat(beside).ToImmutableArray(), by.ToImmutableArray(), condition, syntax.Span));
    }

    /// <summary>Binds <c>plot heatmap { x = eps; y = width; value = mean attacked }</c>.</summary>
    private void BindMap(PlotItem syntax, GridSymbol? x)
    {
        var rows = Field(syntax, "y") is { } vertical ? Variable(vertical) : null;
        var value = Field(syntax, "value") is { } coloured ? Plotted(coloured) : null;
        var condition = BindCondition(syntax.Condition);
        if (x is null || rows is null || value is null)
            return;
        if (x == rows)
            Diagnostics.Report(
                ExperimentDiagnostics.MapOfOne,
                syntax.Span,
                $"Both axes of the {syntax.Kind.Text} are `{x.Name}`: all but its diagonal would be empty.",
                "give another variable of the grid as `y`, or draw a line.");
        _plots.Add(new BoundPlot(syntax.Kind.Text, x, ImmutableArray.Create(value), ImmutableArray<GridSymbol>.Empty, condition, syntax.Span) { Rows = rows });
    }

    /// <summary>What is drawn: a statistic of a measure, or null where that was reported.</summary>
    private BoundPlotted? Plotted(Expression syntax)
    {
        var y = expressions.Infer(syntax, _scope with { Estimates = Estimates });
        if (y is BoundEstimate { Selections.Length: 0 } estimate)
            return new BoundPlotted(estimate.Statistic, estimate.Measure, syntax.Span);
        if (y is BoundEstimate)
            Diagnostics.Report(
                ExperimentDiagnostics.NotAnEstimate,
                y.Span,
                "A plot shows all values of the grid; it is narrowed by `where`.",
                "write `where VARIABLE == VALUE` after the plot.");
        else if (y is not BoundError)
            Diagnostics.Report(
                ExperimentDiagnostics.NotAnEstimate,
                y.Span,
                "What a plot draws is a measure, or a statistic of one: `mean attacked`.");
        return null;
    }

    /// <summary>What stands <c>beside</c> is summarised as the first of what is drawn.</summary>
    private BoundPlotted? Beside(Expression syntax, BoundStatistic? statistic) => Measured(syntax) is { } measure
        ? new BoundPlotted(statistic ?? Estimates.Default(syntax.Span), measure, syntax.Span) { IsReference = true }
        : null;

    /// <summary>Once all types are known: one axis has one unit, and what does not change along <c>by</c> is a reference.</summary>
    private void FinishPlots()
    {
        var dependence = new GridDependence(_grid, _runs, _lets, _measures);
        Replace(_plots, plot =>
        {
            CheckOneUnit(plot);
            CheckOnce(plot);
            var isSplit = plot.Y.Select(y => !y.IsReference && dependence.Varies(y.Measure, plot.By)).ToList();
            return isSplit.Contains(true)
                ? plot with { Y = plot.Y.Select((y, i) => y with { IsReference = !isSplit[i] && !plot.By.IsEmpty || y.IsReference }).ToImmutableArray() }
                : plot;
        });
    }

    private void CheckOneUnit(BoundPlot plot)
    {
        var first = plot.Y[0];
        foreach (var other in plot.Y.Where(y => UnitOf(y.Measure) is { } unit && UnitOf(first.Measure) is { } expected && unit != expected))
            Diagnostics.Report(
                ExperimentDiagnostics.PlotUnits,
                other.Span,
                $"`{other.Measure.Name}` is in {Named(other.Measure)} and `{first.Measure.Name}` in {Named(first.Measure)}; one axis has one unit.",
                "draw them in two plots, or divide one by a number with its unit.");
    }

    private void CheckOnce(BoundPlot plot)
    {
        foreach (var again in plot.Y.Where((y, i) => plot.Y.Take(i).Any(e => e.Measure == y.Measure && SameStatistic(e.Statistic, y.Statistic))))
            Diagnostics.Report(
                ExperimentDiagnostics.PlottedTwice,
                again.Span,
                $"The plot draws `{again.Statistic.Name} {again.Measure.Name}` twice.",
                "remove one of them, or give another statistic.");
    }

    private static bool SameStatistic(BoundStatistic a, BoundStatistic b) => a.Name == b.Name && Equals(a.Argument, b.Argument);

    /// <summary>The unit of a measure, 1 where it is left open; null where its type has been reported.</summary>
    private static Unit? UnitOf(MeasureSymbol measure) => measure.Scheme.Body switch
    {
        FloatType f => Unit.FromFactors(f.Unit.Factors.Where(x => !x.IsVariable)),
        IntType i => Unit.FromFactors(i.Unit.Factors.Where(x => !x.IsVariable)),
        _ => null,
    };

    private static string Named(MeasureSymbol measure) => UnitOf(measure) is { IsOne: false } unit ? $"`{unit}`" : "pure numbers";

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
