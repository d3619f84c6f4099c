using System.Text.Json;
using MLSpec.Runtime.Hosting;
using MLSpec.Runtime.Store;

namespace MLSpec.Runtime.Reporting;

/// <summary>Writes the files of a finished run, last of them <c>results.json</c>, whose presence marks it as finished.</summary>
internal static class ReportFiles
{
    /// <param name="tensorBoard">Whether the training curves are written for TensorBoard too.</param>
    /// <exception cref="UserError">A file cannot be written, as on a full disk.</exception>
    public static void Write(RunReport report, RunFolder folder, bool tensorBoard = false)
    {
        try
        {
            WriteAll(report, folder, tensorBoard);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UserError(
                $"the report cannot be written: {fault.Message.TrimEnd('.')}; all that was measured is kept: give the same command again when it can", fault);
        }
    }

    private static void WriteAll(RunReport report, RunFolder folder, bool tensorBoard)
    {
        WholeFile.Write(folder.ResultsCsv, Csv(report));
        WholeFile.Write(folder.ResultsParquet, ParquetFile.Of(report));
        foreach (var file in TensorBoardFile.In(folder.TensorBoard)) File.Delete(file);
        if (tensorBoard)
            foreach (var (path, bytes) in TensorBoardFile.Of(report)) WholeFile.Write(Path.Combine(folder.TensorBoard, path), bytes);
        WholeFile.Write(folder.ReportHtml, HtmlReport.Render(report));
        foreach (var old in folder.Pictures) File.Delete(old);
        foreach (var (name, svg) in PictureFiles.Of(report.Protocols)) WholeFile.Write(folder.Picture(name), svg);
        WholeFile.Write(folder.ResultsJson, ToJson(report));
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
    public static string Csv(RunReport report) => LongTable.Of(report).ToCsv();
}
