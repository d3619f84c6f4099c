using System.Globalization;
using System.Text;
using System.Text.Json;
using MLSpec.Runtime.Hosting;

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
        Replace(folder.ResultsCsv, Csv(report));
        Replace(folder.ResultsParquet, ParquetFile.Of(report));
        foreach (var file in TensorBoardFile.In(folder.TensorBoard)) File.Delete(file);
        if (tensorBoard)
            foreach (var (path, bytes) in TensorBoardFile.Of(report)) Replace(Path.Combine(folder.TensorBoard, path), bytes);
        Replace(folder.ReportHtml, HtmlReport.Render(report));
        foreach (var old in folder.Pictures) File.Delete(old);
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
    public static string Csv(RunReport report) => LongTable.Of(report).ToCsv();

    private static void Replace(string path, string text) => Replace(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false).GetBytes(text));

    /// <summary>Puts a file in place whole; another run that shares the folder may do so at the same time.</summary>
    private static void Replace(string path, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = string.Create(CultureInfo.InvariantCulture, $"{path}.{Environment.ProcessId}.{Environment.CurrentManagedThreadId}.tmp");
        try
        {
            File.WriteAllBytes(temporary, bytes);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
