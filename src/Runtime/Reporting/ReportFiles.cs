using System.Globalization;
using System.Text;
using System.Text.Json;
using CsvHelper;
using MLSpec.Runtime.Hosting;

namespace MLSpec.Runtime.Reporting;

/// <summary>Writes <c>results.csv</c>, <c>report.html</c>, the pictures and, last, <c>results.json</c>, whose presence marks a finished run.</summary>
internal static class ReportFiles
{
    public static void Write(RunReport report, RunFolder folder)
    {
        Replace(folder.ResultsCsv, Csv(report));
        Replace(folder.ReportHtml, HtmlReport.Render(report));
        foreach (var (name, svg) in PictureFiles.Of(report.Protocols)) Replace(folder.Picture(name), svg);
        Replace(folder.ResultsJson, ToJson(report));
    }

    /// <summary>The report as JSON; see <c>docs/results.md</c>.</summary>
    public static string ToJson(RunReport report) => JsonSerializer.Serialize(report, Json.Options) + "\n";

    /// <summary>Reads <c>results.json</c>.</summary>
    /// <exception cref="UserError">It is not a report of this format.</exception>
    public static RunReport FromJson(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<RunReport>(text, Json.Options) is { Format: RunReport.CurrentFormat } report
                ? report
                : throw new UserError($"this is not a results.json of format {RunReport.CurrentFormat}");
        }
        catch (JsonException error)
        {
            throw new UserError($"this is not a results.json: {error.Message}", error);
        }
    }

    /// <summary>The measured values, one line per cell and measure.</summary>
    public static string Csv(RunReport report)
    {
        var axes = report.Protocols.SelectMany(protocol => protocol.Axes).Select(axis => axis.Name).Distinct().ToArray();
        var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = CsvWriter.Create(text, CsvWriterOptions.Default with { NewLine = "\n" }, leaveOpen: true))
        {
            csv.WriteRecord((string[])["protocol", .. axes, "measure", "unit", "value"]);
            foreach (var protocol in report.Protocols)
                foreach (var cell in protocol.Cells)
                    foreach (var (measure, value) in protocol.Measures.Zip(cell.Values))
                        csv.WriteRecord((string[])[
                            protocol.Name, .. axes.Select(axis => At(protocol, cell, axis)), measure.Name, measure.Unit,
                            value.ToString("R", CultureInfo.InvariantCulture)]);
        }
        return text.ToString();
    }

    private static string At(Protocol.ProtocolResult protocol, Protocol.CellResult cell, string axis)
    {
        for (var a = 0; a < protocol.Axes.Count; a++)
            if (protocol.Axes[a].Name == axis) return cell.At[a];
        return "";
    }

    private static void Replace(string path, string text)
    {
        File.WriteAllText(path + ".tmp", text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        File.Move(path + ".tmp", path, overwrite: true);
    }
}
