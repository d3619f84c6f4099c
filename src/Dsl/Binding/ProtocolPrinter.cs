using System.Globalization;
using System.Text;

namespace MLSpec.Dsl.Binding;

/// <summary>Bound protocols as text.</summary>
internal static class ProtocolPrinter
{
    public static string Print(BoundProtocol protocol)
    {
        var text = new StringBuilder(
            $"protocol {protocol.Symbol.Name} = // {protocol.Cells.ToString(CultureInfo.InvariantCulture)} cells\n");
        foreach (var line in protocol.Grid.Select(Grid)
            .Concat(protocol.Runs.Select(Run))
            .Concat(protocol.Lets.Select(l => $"let {BoundPrinter.Pattern(l.Pattern)} ={BoundPrinter.Body(l.Value, 2)}"))
            .Concat(protocol.Measures.Select(Measure))
            .Concat(
                protocol.Reports.Select(
                    r => $"report {Join(r.Statistics.Select(Statistic))} of {Join(r.Measures.Select(m => m.Name))}{By(r.By)}"))
            .Concat(
                protocol.Plots.Select(
                    p => $"plot {p.Kind} {Axes(p)}{By(p.By)}{Beside(p)}" + Condition(" where", p.Condition)))
            .Concat(
                protocol.Pictures.Select(
                    p => $"picture {p.Symbol.Name}{By(p.By)} ={BoundPrinter.Body(p.Value, 2)}" + Condition(" where", p.Condition)))
            .Concat(
                protocol.Claims.Select(c => $"claim \"{c.Text}\"{(c.IsEmpirical ? " empirical" : "")}{(c.IsUnequal ? " unequal" : "")} : {BoundPrinter.Value(c.Statement, 2)}{Condition(" when", c.Condition)}")))
        {
            text.Append("    ").Append(line).Append('\n');
        }

        return text.ToString();
    }

    private static string Beside(BoundPlot plot) => plot.Y.Any(y => y.IsReference) ? $" beside {Drawn(plot, true)}" : "";

    private static string Drawn(BoundPlot plot, bool references) =>
        Join(plot.Y.Where(y => y.IsReference == references).Select(y => $"{Statistic(y.Statistic)} {y.Measure.Name}"));

    public static string Estimate(BoundEstimate estimate) => $"{Statistic(estimate.Statistic)} {estimate.Measure.Name}{Selections(estimate)}";

    public static string Contrast(BoundContrast contrast) =>
        $"{contrast.Contrast.Name} {contrast.Left.Measure.Name}{Selections(contrast.Left)} over{Selections(contrast.Right)}";

    private static string Selections(BoundEstimate estimate) =>
        estimate.Selections.IsEmpty ? "" : $" [{Join(estimate.Selections.Select(s => $"{s.Variable.Name} = {s.Label}"))}]";

    private static string Statistic(BoundStatistic statistic) =>
        statistic.Argument is { } argument ? $"{statistic.Name} {argument}" : statistic.Name;

    private static string Grid(BoundGrid grid)
    {
        var names = Join(grid.Symbols.Select(s => $"{s.Name} : {SchemePrinter.Print(s.Scheme)}"));
        var values = grid.IsReplicates
            ? $"replicates {grid.Values.Length.ToString(CultureInfo.InvariantCulture)}"
            : $"[{string.Join("; ", grid.Values.Select((v, i) => Row(v.Select((e, j) => Labelled(e, grid.Labels[i][j])).ToList())))}]";
        return $"for {names} in {values}{Condition(" where", grid.Condition)}";
    }

    private static string Labelled(BoundExpression value, string label)
    {
        var text = BoundPrinter.Value(value, 2);
        return text == label ? text : $"{text} as {label}";
    }

    private static string Row(IReadOnlyList<string> values) => values.Count == 1 ? values[0] : $"({Join(values)})";

    private static string Run(BoundRun run)
    {
        var overrides = run.Overrides.IsEmpty ? ""
            : $" with {{ {string.Join("; ", run.Overrides.Select(o => $"{o.Param.Name} = {BoundPrinter.Value(o.Value, 2)}"))} }}";
        var alias = run.Alias is null ? "" : $" as {run.Alias}"
            + (run.AliasSymbol is { } symbol ? $" : {SchemePrinter.Print(symbol.Scheme)}" : "");
        return $"run {BoundPrinter.Value(run.Training, 2)}{overrides}{alias}";
    }

    private static string Measure(BoundMeasure measure)
    {
        var parameters = string.Concat(measure.Parameters.Select(p => " " + BoundPrinter.Parameter(p)));
        var marks = (measure.IsCertified ? " certified" : "") + (measure.IsFraction ? " fraction" : "") + (measure.InSample ? " in_sample" : "");
        var type = SchemePrinter.Print(measure.Symbol.Scheme);
        return $"measure {measure.Symbol.Name}{parameters} : {type}{marks} ={BoundPrinter.Body(measure.Value, 2)}";
    }

    private static string Axes(BoundPlot plot) => plot switch
    {
        { X: null } => $"of = {plot.Y[0].Measure.Name}",
        { X: { } x, Rows: { } rows } => $"x = {x.Name}, y = {rows.Name}, value = {Drawn(plot, false)}",
        { X: { } x } => $"x = {x.Name}, y = {Drawn(plot, false)}",
    };

    private static string By(IReadOnlyCollection<GridSymbol> symbols) =>
        symbols.Count == 0 ? "" : $" by {Join(symbols.Select(s => s.Name))}";

    private static string Condition(string word, BoundExpression? condition) =>
        condition is null ? "" : $"{word} {BoundPrinter.Value(condition, 2)}";

    private static string Join(IEnumerable<string> items) => string.Join(", ", items);
}
