using System.Globalization;
using System.Text.Json;
using MLSpec.Runtime.Protocol;

namespace MLSpec.Runtime.Reporting;

/// <summary>The cells of a grid: as data, from which the page's script makes rows when they are asked for. So a grid of 10,000 cells costs a megabyte and no time.</summary>
internal static class HtmlCells
{
    private const int MostFailures = 20;

    /// <summary>The list of all cells with their seeds, states and hashes.</summary>
    public static Html Render(ProtocolResult protocol) => Html.Of($"""
        <details class="cells">
        <summary>{Grid(protocol)}</summary>
        <noscript><p class="note">The cells are listed by a script; they are also in results.csv and results.json.</p></noscript>
        <script type="application/json">{Html.Trusted(Data(protocol))}</script>
        </details>
        """);

    /// <summary>What could not be measured, on top of the page.</summary>
    public static Html Failures(IReadOnlyList<ProtocolResult> protocols)
    {
        var failed = protocols.SelectMany(protocol => protocol.Cells.Where(cell => cell.State == CellState.Failed).Select(cell => (protocol, cell))).ToArray();
        var missing = protocols.Sum(protocol => protocol.Cells.Count(cell => cell.State == CellState.Missing));
        if (failed.Length == 0 && missing == 0) return Html.None;
        var more = failed.Length > MostFailures ? Html.Of($"<p>and {failed.Length - MostFailures} more</p>") : Html.None;
        return Html.Of($"""
            <section class="failures" role="alert">
            <h2>Not all cells were measured <small>{failed.Length} failed, {missing} missing</small></h2>
            <p>What rests on them has no value: tables say so, plots leave it out, and claims are undecided.</p>
            <ul>
            {Html.Lines(failed.Take(MostFailures).Select(one => Html.Of($"<li><b>{Place(one.protocol, one.cell)}</b> <pre>{one.cell.Error}</pre></li>")))}
            </ul>{more}
            </section>
            """);
    }

    private static string Place(ProtocolResult protocol, CellResult cell) =>
        $"{protocol.Name}: {string.Join(", ", protocol.Axes.Zip(cell.At, (axis, at) => $"{axis.Name} = {at}"))}";

    private static string Grid(ProtocolResult protocol)
    {
        var axes = protocol.Axes.Select(axis => string.Create(CultureInfo.InvariantCulture, $"{axis.Values.Count} of {axis.Name}"));
        return string.Create(CultureInfo.InvariantCulture, $"A grid of {protocol.Cells.Count} cells: {string.Join(", ", axes)}");
    }

    /// <summary>A cell is <c>[state, seed, hash, place on each axis ..., value ...]</c>; one that was not measured has no values. What has a meaning in HTML is escaped.</summary>
    private static string Data(ProtocolResult protocol)
    {
        var places = protocol.Axes.Select(axis => axis.Values.Select((value, i) => (value, i)).ToDictionary(one => one.value, one => one.i)).ToArray();
        var units = protocol.Measures.Select(measure => new Unit(measure.Unit)).ToArray();
        object[] Row(CellResult cell) =>
        [
            (int)cell.State, cell.Seed, cell.Identity, .. cell.At.Select((at, a) => (object)places[a][at]),
            .. cell.State == CellState.Measured ? cell.Values.Select((value, m) => units[m].Number(value)) : [],
        ];
        return JsonSerializer.Serialize(new
        {
            axes = protocol.Axes.Select(axis => new { name = Wording.WithUnit(axis.Name, axis.Unit), values = axis.Values }),
            measures = protocol.Measures.Select(measure => Wording.WithUnit(measure.Name, measure.Unit)),
            cells = protocol.Cells.Select(Row),
        });
    }
}
