using System.Globalization;
using System.Text;
using System.Text.Json;
using CsvHelper;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Runtime.Hosting;
using MLSpec.Runtime.Store;

namespace MLSpec.Cli.Runs;

/// <summary><c>mlspec runs export FOLDER --to FILE</c>: all cells, one to a row.</summary>
internal static class RunsExport
{
    private static readonly Dictionary<string, Func<IReadOnlyList<StoredCell>, string>> _formats = new(StringComparer.OrdinalIgnoreCase)
    {
        [".csv"] = Csv,
        [".json"] = ToJson,
    };

    public static int Run(string path, string to, Terminal terminal)
    {
        if (!_formats.TryGetValue(Path.GetExtension(to), out var format))
            throw new UsageError($"--to {to}: expected a file name that ends in {string.Join(" or ", _formats.Keys)}");
        var folder = StoredFolder.At(path, terminal);
        using var store = folder.Open();
        var cells = store.AllCells();
        var target = Path.GetFullPath(to, terminal.Directory);
        File.WriteAllText(target, format(cells), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        terminal.Line($"{Words.Count(cells.Count, "cell")} in {terminal.Show(target)}");
        return 0;
    }

    /// <summary>A column for each fact and measure that some cell has.</summary>
    private static string Csv(IReadOnlyList<StoredCell> cells)
    {
        string[] facts = [.. cells.SelectMany(cell => cell.Facts.All).Select(fact => fact.Name).Distinct()];
        string[] measures = [.. cells.SelectMany(cell => cell.Values).Select(value => value.Measure).Distinct()];
        var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = CsvWriter.Create(text, CsvWriterOptions.Default with { NewLine = "\n" }, leaveOpen: true))
        {
            csv.WriteRecord((string[])["identity", "state", "error", "finished", "seconds", .. facts, .. measures.Select(measure => "measure " + measure), "trainings"]);
            foreach (var cell in cells)
            {
                var known = cell.Facts.All.ToDictionary(fact => fact.Name, fact => fact.Value);
                var values = cell.Values.ToDictionary(value => value.Measure, value => Figures.Number(value.Value));
                csv.WriteRecord((string[])[
                    cell.Identity, Figures.State(cell), cell.Error, Time(cell), Figures.Number(cell.Seconds), .. facts.Select(fact => known.GetValueOrDefault(fact, "")),
                    .. measures.Select(measure => values.GetValueOrDefault(measure, "")), string.Join(' ', cell.Trainings)]);
            }
        }

        return text.ToString();
    }

    private static string ToJson(IReadOnlyList<StoredCell> cells) => JsonSerializer.Serialize(
        cells.Select(cell => new
        {
            cell.Identity,
            State = Figures.State(cell),
            cell.Error,
            Finished = Time(cell),
            cell.Seconds,
            cell.Experiment,
            cell.Protocol,
            At = cell.At.ToDictionary(axis => axis.Name, axis => axis.Value),
            Values = cell.Values.ToDictionary(value => value.Measure, value => value.Value),
            Facts = cell.Facts.All.ToDictionary(fact => fact.Name, fact => fact.Value),
            cell.Trainings,
        }),
        Json.Options) + "\n";

    private static string Time(StoredCell cell) => cell.Finished!.Value.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
