using System.Globalization;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Types;

namespace MLSpec.Dsl.Binding;

/// <summary>
/// Checks that a bound protocol makes sense as a whole: conditions that some cell meets, measures on the right rows, claims that compare.
/// </summary>
internal sealed class ProtocolChecker(
    DiagnosticBag diagnostics, IReadOnlyList<BoundGrid> grid, GridCells cells, HashSet<GlobalSymbol> trained)
{
    private const int MostPictures = 12;

    public void Check(IReadOnlyList<BoundMeasure> measures, IReadOnlyList<BoundPlot> plots, IReadOnlyList<BoundPicture> pictures, IReadOnlyList<BoundClaim> claims, bool isBroken)
    {
        foreach (var condition in grid.Select(g => g.Condition).OfType<BoundExpression>())
            CheckGridCondition(condition);
        if (!isBroken && grid.All(g => g.Values.Length > 0) && cells.Count() == 0)
            diagnostics.Report(
                ExperimentDiagnostics.EmptyGrid,
                grid.Last(g => g.Condition is not null).Span,
                "No combination of values meets the conditions of the grid.");
        foreach (var measure in measures)
        {
            CheckRows(measure);
            if (!isBroken)
                CheckTrained("measure", measure.Symbol, measure.Value);
        }

        foreach (var condition in plots.Select(p => p.Condition).Concat(pictures.Select(p => p.Condition)).Concat(claims.Select(c => c.Condition)).OfType<BoundExpression>())
            CheckCondition(condition);
        foreach (var picture in isBroken ? [] : pictures)
        {
            CheckTrained("picture", picture.Symbol, picture.Value);
            CheckFew(picture);
        }

        foreach (var claim in claims)
            CheckClaim(claim.Statement);
    }

    private void CheckGridCondition(BoundExpression condition)
    {
        if (!HasError(condition) && !cells.IsDecidable(condition))
            ReportUndecidable(condition);
    }

    private void CheckCondition(BoundExpression condition)
    {
        if (HasError(condition) || grid.Any(g => g.Values.IsEmpty))
            return;
        switch (cells.Any(condition))
        {
            case null:
                ReportUndecidable(condition);
                break;
            case false:
                var variables = BoundTree.All(condition).OfType<BoundName>().Select(n => n.Symbol).OfType<GridSymbol>().Distinct().ToList();
                diagnostics.Report(
                    ExperimentDiagnostics.NoCell,
                    condition.Span,
                    $"No cell of the grid meets this condition: {string.Join("; ", variables.Select(Values))}.",
                    Nearest(condition));
                break;
        }
    }

    private void ReportUndecidable(BoundExpression condition) =>
        diagnostics.Report(
            ExperimentDiagnostics.ConditionNotConstant,
            condition.Span,
            "This condition is decided at compile time, so it compares variables of the grid with values.",
            "write it like `eps == 0.1`.");

    private string Values(GridSymbol variable)
    {
        var axis = grid.First(g => g.Symbols.Contains(variable));
        var labels = axis.Labels.Select(l => l[axis.Symbols.IndexOf(variable)]).Distinct().ToList();
        var shown = labels.Count > 12 ? string.Join(", ", labels.Take(12)) + ", ..." : string.Join(", ", labels);
        return $"`{variable.Name}` is {shown}";
    }

    /// <summary>For one comparison with a number, the nearest value that is on the grid.</summary>
    private string? Nearest(BoundExpression condition)
    {
        if (condition is not BoundOperation { Operator: Operator.Equal, Operands: [BoundName { Symbol: GridSymbol variable }, var value] }
            || Constants.Decimal(value) is not { } number)
            return null;
        var axis = grid.First(g => g.Symbols.Contains(variable));
        var nearest = axis.Values
            .Select(v => v[axis.Symbols.IndexOf(variable)])
            .OfType<BoundNumber>()
            .OrderBy(n => Math.Abs((n.Value - number).ToDouble()))
            .FirstOrDefault();
        return nearest is null ? null : $"did you mean `{variable.Name} == {nearest.Value}`?";
    }

    /// <summary>Training data may be measured on, but only where that is said.</summary>
    private void CheckRows(BoundMeasure measure)
    {
        var direct = BoundTree.All(measure.Value).Where(IsTrainingData).ToList();
        var indirect = direct.Count > 0
            ? []
            : BoundTree.All(measure.Value).OfType<BoundName>().Where(n => n.Symbol is GlobalSymbol g && Reaches(g)).ToList();
        if (!measure.InSample)
        {
            foreach (var use in direct.Concat(indirect))
            {
                diagnostics.Report(
                    ExperimentDiagnostics.InSample,
                    use.Span,
                    $"The measure `{measure.Symbol.Name}` is taken on training data.",
                    $"measure on `.test`, or say so: `measure {measure.Symbol.Name} in_sample = ...`.");
            }
        }
        else if (direct.Count + indirect.Count == 0)
        {
            diagnostics.Report(
                ExperimentDiagnostics.NotInSample,
                measure.Symbol.Span,
                $"The measure `{measure.Symbol.Name}` says `in_sample`, but it uses no training data.",
                "remove `in_sample`.");
        }
    }

    private static bool Reaches(GlobalSymbol symbol) =>
        symbol.Declaration is BoundLet or BoundObjective or BoundUncertainty && BoundTree.ValueOf(symbol) is { } value
            && BoundTree.AllWithin(value).Any(IsTrainingData);

    private static bool IsTrainingData(BoundExpression expression) => expression switch
    {
        BoundMember { Member: LanguageTypes.Train, Target.Type: AppliedType { Constructor: LanguageTypes.Data } } => true,
        BoundBinder { Domain.Type: AppliedType { Constructor: LanguageTypes.Data } } => true,
        BoundComprehension { Domain.Type: AppliedType { Constructor: LanguageTypes.Data } } => true,
        _ => false,
    };

    /// <summary>Every picture is looked at by somebody.</summary>
    private void CheckFew(BoundPicture picture)
    {
        if (cells.Count(picture.By, picture.Condition) is var count and > MostPictures)
            diagnostics.Report(
                ExperimentDiagnostics.ManyPictures,
                picture.Symbol.Span,
                $"`{picture.Symbol.Name}` would be {(count == int.MaxValue ? "too many" : count.ToString(CultureInfo.InvariantCulture))} pictures, one for each value of "
                    + $"{Words.List(picture.By.Select(v => v.Name).ToList())}; there are at most {MostPictures.ToString(CultureInfo.InvariantCulture)}.",
                $"say which: `where {picture.By[0].Name} == ...`.");
    }

    private void CheckTrained(string what, Symbol symbol, BoundExpression value)
    {
        foreach (var model in BoundTree.References(value).Where(s => s.Declaration is BoundModel && !trained.Contains(s)))
        {
            diagnostics.Report(
                ExperimentDiagnostics.NotTrained,
                symbol.Span,
                $"The {what} `{symbol.Name}` uses the model `{model.Name}`, which no `run` above has trained.",
                $"add `run TRAINING` with a training that optimises over `{model.Name}`.");
        }
    }

    private void CheckClaim(BoundExpression statement)
    {
        if (HasError(statement))
            return;
        if (statement is BoundOperation { Operator: Operator.And, Operands: [var left, var right] })
        {
            CheckClaim(left);
            CheckClaim(right);
        }
        else if (statement is not BoundOperation { Operator: var comparison } || !Operators.IsOrder(comparison)
            || !BoundTree.All(statement).Any(e => e is BoundEstimate))
        {
            diagnostics.Report(
                ExperimentDiagnostics.NotAClaim,
                statement.Span,
                "A claim compares statistics of measures by `<`, `<=`, `>` or `>=`, joined by `&&`.",
                "write it like `mean a [x] > mean a [y]`.");
        }
    }

    private static bool HasError(BoundExpression expression) => BoundTree.All(expression).Any(e => e is BoundError);
}
