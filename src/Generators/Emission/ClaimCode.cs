using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Syntax;
using MLSpec.Generators.Text;

namespace MLSpec.Generators.Emission;

/// <summary>Reports, plots and claims of a protocol.</summary>
internal sealed class ClaimCode(GridCode grid)
{
    /// <summary>Where the runtime keeps statistics: <c>Protocol.Statistic.Mean</c> stands in C# as <c>Statistic.Mean</c>.</summary>
    private const string Room = "Protocol.";

    /// <summary>Where it keeps the ways to find intervals.</summary>
    private const string IntervalMethods = "Statistics.";

    public string Table(BoundReport report)
    {
        var statistics = report.Statistics.Where(s => !s.IsInterval).Select(Statistic);
        var settings = report.Statistics.Where(s => s.IsInterval).Take(1).SelectMany(Intervals).ToList();
        var confidence = settings.Count == 0 ? "" : $" {{ {string.Join(", ", settings)} }}";
        return $"new([{string.Join(", ", statistics)}], [{string.Join(", ", report.Measures.Select(grid.Measure))}], [{string.Join(", ", report.By.Select(grid.Axis))}]){confidence}";
    }

    public string Plot(BoundPlot plot)
    {
        var by = plot.By.Length switch
        {
            0 => "null",
            1 => grid.Axis(plot.By[0]),
            _ => $"{grid.AxisType}.Joint({string.Join(", ", plot.By.Select(grid.Axis))})",
        };
        if (plot.X is not { } x)
        {
            var profile = plot.Condition is { } shown ? $"ProfileOf = {grid.Measure(plot.Y[0].Measure)}, Where = cell => {Condition(shown)}" : $"ProfileOf = {grid.Measure(plot.Y[0].Measure)}";
            return $"new(PlotKind.Line, null, [], {by}) {{ {profile} }}";
        }

        var kind = $"PlotKind.{CSharpName.Pascal(plot.Kind)}";
        List<string> settings = plot.Rows is { } rows ? [$"Rows = {grid.Axis(rows)}"] : [];
        if (plot.Condition is { } condition)
            settings.Add($"Where = cell => {Condition(condition)}");
        var block = settings.Count == 0 ? "" : "\n{" + string.Concat(settings.Select(s => $"\n    {s},")) + "\n}";
        return (plot.Y.Length == 1
            ? $"new({kind}, {grid.Axis(x)}, [{Plotted(plot.Y[0])}], {by})"
            : $"new(\n    {kind},\n    {grid.Axis(x)},\n    [{string.Concat(plot.Y.Select(p => $"\n        {Plotted(p)},"))}\n    ],\n    {by})") + block;
    }

    private string Plotted(BoundPlotted plotted) =>
        $"new({Statistic(plotted.Statistic)}, {grid.Measure(plotted.Measure)}){(plotted.IsReference ? " { IsReference = true }" : "")}";

    public string Picture(LoweredPicture picture)
    {
        var symbol = picture.Played.Symbol;
        List<string> settings = symbol.Documentation is { } documentation ? [$"Doc = {CSharpText.Literal(documentation)}"] : [];
        if (!picture.By.IsEmpty)
            settings.Add($"By = [{string.Join(", ", picture.By.Select(grid.Axis))}]");
        if (picture.Condition is { } condition)
            settings.Add($"Where = cell => {Condition(condition)}");
        var block = settings.Count == 0 ? "" : "\n{" + string.Concat(settings.Select(s => $"\n    {s},")) + "\n}";
        return $"new({CSharpText.Literal(symbol.Name)}, {grid.Picture(symbol)}){block}";
    }

    public string Claim(BoundClaim claim, SourceText source)
    {
        var words = source[claim.Statement.Span] + (claim.Condition is { } condition ? " when " + source[condition.Span] : "");
        var oneLine = string.Join(" ", words.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries));
        string[] marks = [.. claim.IsEmpirical ? ["IsEmpirical = true"] : (string[])[], .. claim.IsUnequal ? ["IsUnequal = true"] : (string[])[]];
        return $"new(\n    {CSharpText.Literal(claim.Text)},\n    {CSharpText.Literal(oneLine)},\n    sample => {Quantity(claim.Statement, claim.Condition)}){(marks.Length == 0 ? "" : $" {{ {string.Join(", ", marks)} }}")}";
    }

    private static string Statistic(BoundStatistic statistic) =>
        statistic.Member!.Substring(Room.Length) + (statistic.Argument is { } argument ? $"({CSharpText.Number(argument.ToDouble())})" : "");

    private static IEnumerable<string> Intervals(BoundStatistic interval)
    {
        yield return $"Confidence = {CSharpText.Number(interval.Argument!.Value.ToDouble())}";
        if (interval.Member!.StartsWith(IntervalMethods, StringComparison.Ordinal))
            yield return $"Intervals = MLSpec.Runtime.{interval.Member}";
    }

    private Code Quantity(BoundExpression expression, BoundExpression? condition) => expression switch
    {
        BoundEstimate estimate => Estimate(estimate, condition),
        BoundContrast contrast => Contrast(contrast, condition),
        BoundNumber number => Code.Primary(CSharpText.Number(number.Value.ToDouble())),
        BoundOperation { Operator: Operator.Negate } negation => Code.Unary("-", Quantity(negation.Operands[0], condition)),
        BoundOperation operation => Operation(operation, Quantity(operation.Operands[0], condition), Quantity(operation.Operands[1], condition)),
        _ => throw new InvalidOperationException($"No C# for a {expression.GetType().Name} in a claim."),
    };

    private static Code Operation(BoundOperation operation, Code left, Code right) => operation.Operator switch
    {
        Operator.Add => Code.Binary(left, "+", right, Precedence.Additive),
        Operator.Subtract => Code.Binary(left, "-", right, Precedence.Additive),
        Operator.Multiply => Code.Binary(left, "*", right, Precedence.Multiplicative),
        Operator.Divide => Code.Binary(left, "/", right, Precedence.Multiplicative),
        Operator.Greater => Comparison(left, ">", right),
        Operator.GreaterOrEqual => Comparison(left, ">=", right),
        Operator.Less => Comparison(left, "<", right),
        Operator.LessOrEqual => Comparison(left, "<=", right),
        Operator.And => Code.Primary($"({left.At(Precedence.Primary)} & {right.At(Precedence.Primary)})"),
        Operator.Or => Code.Primary($"({left.At(Precedence.Primary)} | {right.At(Precedence.Primary)})"),
        _ => throw new InvalidOperationException($"No C# for {operation.Operator} in a claim."),
    };

    /// <summary>The two sides of a claim stand on lines of their own.</summary>
    private static Code Comparison(Code left, string symbol, Code right) =>
        new($"{left.At(Precedence.Additive)}\n        {symbol} {right.At(Precedence.Additive)}", Precedence.Relational);

    private Code Estimate(BoundEstimate estimate, BoundExpression? condition)
    {
        var where = estimate.Selections.IsEmpty && condition is null ? "" : $", {Selected(estimate, condition)}";
        return Code.Primary($"sample.Of({Statistic(estimate.Statistic)}, {grid.Measure(estimate.Measure)}{where})");
    }

    /// <summary>The sides are compared within each value of the axes that neither of them selects.</summary>
    private Code Contrast(BoundContrast contrast, BoundExpression? condition)
    {
        var selected = contrast.Left.Selections.Concat(contrast.Right.Selections).Select(s => s.Variable);
        var arguments = new[]
        {
            contrast.Member.Substring(Room.Length), grid.Measure(contrast.Left.Measure), Selected(contrast.Left, condition), Selected(contrast.Right, condition),
        };
        return Code.Primary($"sample.Of({string.Join(", ", arguments.Concat(grid.Apart(selected).Select(grid.Axis)))})");
    }

    private string Selected(BoundEstimate estimate, BoundExpression? condition)
    {
        var selected = estimate.Selections.Select(Held).ToList();
        if (condition is not null)
            selected.Add(Condition(condition).At(Precedence.And));
        return $"cell => {(selected.Count == 0 ? "true" : string.Join(" && ", selected))}";
    }

    private string Held(BoundSelection selection) => grid.IsBoolean(selection.Variable)
        ? (selection.Label == "true" ? "" : "!") + grid.Coordinate(selection.Variable)
        : $"{grid.Coordinate(selection.Variable)} == {grid.Constant(selection)}";

    /// <summary>A condition over the grid: comparisons of its variables with their values.</summary>
    private Code Condition(BoundExpression expression) => expression switch
    {
        BoundName { Symbol: GridSymbol variable } => Code.Primary(grid.Coordinate(variable)),
        BoundNumber number => Code.Primary(CSharpText.Number(number.Value.ToDouble())),
        BoundBoolean boolean => Code.Primary(boolean.Value ? "true" : "false"),
        BoundOperation { Operator: Operator.Negate } negation => Code.Unary("-", Condition(negation.Operands[0])),
        BoundOperation operation when Choice(operation) is { } choice => choice,
        BoundOperation operation => HostArithmetic.Plain(operation.Operator, Condition(operation.Operands[0]), Condition(operation.Operands[1])),
        _ => throw new InvalidOperationException($"No C# for a {expression.GetType().Name} in a condition."),
    };

    /// <summary><c>method == hardened</c>: an alternative.</summary>
    private Code? Choice(BoundOperation operation)
    {
        if (operation.Operator is not (Operator.Equal or Operator.NotEqual)
            || operation.Operands[0] is not BoundName { Symbol: GridSymbol variable } || !grid.IsChoice(variable))
            return null;
        var symbol = operation.Operator == Operator.Equal ? "==" : "!=";
        return new Code($"{grid.Coordinate(variable)} {symbol} {grid.Member(variable, operation.Operands[1])}", Precedence.Equality);
    }
}
