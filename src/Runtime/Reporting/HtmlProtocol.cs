using System.Globalization;
using MLSpec.Runtime.Protocol;

namespace MLSpec.Runtime.Reporting;

/// <summary>The part of the page about one protocol: plots, tables, and what the measures mean.</summary>
internal static class HtmlProtocol
{
    public static Html Render(ProtocolResult protocol) => Html.Of($"""
        <section>
        <h2>{protocol.Name}</h2>
        <p class="doc">{protocol.Doc}</p>
        <div class="figures">
        {Html.Lines(protocol.Plots.Select(PlotFigure.Of))}
        </div>
        <div class="figures">
        {Html.Lines(protocol.Pictures.SelectMany(PictureFiles.Of).Select(file => HtmlFigure.Framed(Html.Trusted(file.Svg), [], file.Caption)))}
        </div>
        {Html.Lines(protocol.Tables.Select(table => Table(protocol, table)))}
        <p class="note">{Wording.Intervals(protocol)}</p>
        {HtmlCells.Render(protocol)}
        </section>
        """);

    private static Html Table(ProtocolResult protocol, TableResult table) => Html.Of($"""
        {HtmlTable.Frame(Heads(protocol, table), Html.Lines(table.Rows.Select((row, i) => Row(table, i))), isSortable: true)}
        {Html.Lines(Measured(protocol, table).Select(measure => Html.Of($"<p class=\"note\">{measure.Name}: {measure.Doc}</p>")))}
        """);

    private static Html Heads(ProtocolResult protocol, TableResult table) => Html.Of($"""
        <thead><tr>{Html.Lines(table.By.Select(by => Html.Of($"<th scope=\"col\">{by}</th>")))}
        {Html.Lines(table.Columns.Select(column => Head(protocol, column)))}</tr></thead>
        """);

    /// <summary>The measures of a table whose doc comments say more than their names.</summary>
    private static IEnumerable<MeasureResult> Measured(ProtocolResult protocol, TableResult table) =>
        protocol.Measures.Where(measure => measure.Doc.Length > 0 && table.Columns.Any(column => column.Measure == measure.Name));

    private static Html Head(ProtocolResult protocol, TableColumn column)
    {
        var measure = protocol.Measures.First(measure => measure.Name == column.Measure);
        return Html.Of($"<th scope=\"col\" class=\"number\">{Wording.Head(protocol, column)}{Small(measure.BoundWords)}{Small(measure.IsReproducible ? "" : Wording.Time)}</th>");
    }

    private static Html Small(string text) => text.Length == 0 ? Html.None : Html.Of($"<small>{text}</small>");

    private static Html Row(TableResult table, int i)
    {
        var row = table.Rows[i];
        var opens = i > 0 && table.By.Count > 1 && table.Rows[i - 1].At[0] != row.At[0];
        var start = opens ? Html.Trusted("<tr class=\"group\">") : Html.Trusted("<tr>");
        return Html.Of($"{start}{Html.Lines(row.At.Select(at => Html.Of($"<td>{at}</td>")))}{Html.Lines(row.Estimates.Select(Cell))}</tr>");
    }

    private static Html Cell(Estimate estimate)
    {
        var unit = new Unit(estimate.Unit);
        var spread = estimate.Interval is { } interval
            ? Html.Of($"<span class=\"interval\">[{unit.Number(interval.Low)}, {unit.Number(interval.High)}]</span>")
            : Html.Of($"<span class=\"interval\" title=\"no interval: {estimate.Method}\">†</span>");
        return Html.Of($"<td class=\"number\" data-value=\"{estimate.Value.ToString("R", CultureInfo.InvariantCulture)}\"><b>{unit.Number(estimate.Value)}</b> {spread}</td>");
    }
}
