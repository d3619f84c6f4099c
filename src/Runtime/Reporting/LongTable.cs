using System.Globalization;
using CsvHelper;
using MLSpec.Runtime.Protocol;

namespace MLSpec.Runtime.Reporting;

/// <summary>The measured values in long format: a row for each value of each cell, with the coordinates of the cell in the columns of all axes of all protocols.</summary>
/// <param name="Axes">The names of the axes, and whether they hold numbers in every protocol that has them.</param>
internal sealed record LongTable(IReadOnlyList<(string Name, bool IsNumber)> Axes, IReadOnlyList<LongRow> Rows)
{
    public static LongTable Of(RunReport report)
    {
        var axes = report.Protocols.SelectMany(protocol => protocol.Axes).GroupBy(axis => axis.Name)
            .Select(named => (Name: named.Key, IsNumber: named.All(axis => axis.Kind != AxisKind.Text))).ToArray();
        return new LongTable(axes,
        [
            .. from protocol in report.Protocols
               let places = axes.Select(axis => protocol.Axes.ToList().FindIndex(own => own.Name == axis.Name)).ToArray()
               from cell in protocol.Cells
               from one in protocol.Measures.Zip(cell.Values)
               select new LongRow(protocol.Name, [.. places.Select(place => place < 0 ? null : cell.At[place])], one.First, one.Second),
        ]);
    }

    /// <summary>As comma-separated values; numbers in the shortest form that reads back the same.</summary>
    public string ToCsv()
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = CsvWriter.Create(text, CsvWriterOptions.Default with { NewLine = "\n" }, leaveOpen: true))
        {
            csv.WriteRecord((string[])["protocol", .. Axes.Select(axis => axis.Name), "measure", "unit", "value"]);
            foreach (var row in Rows)
                csv.WriteRecord((string[])[
                    row.Protocol, .. row.At.Select(at => at ?? ""), row.Measure.Name, row.Measure.Unit, row.Value.ToString("R", CultureInfo.InvariantCulture)]);
        }
        return text.ToString();
    }
}

/// <summary>A measured value.</summary>
/// <param name="At">The coordinate on each axis; null where the protocol has no such axis.</param>
internal sealed record LongRow(string Protocol, IReadOnlyList<string?> At, MeasureResult Measure, double Value);
