using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using MLSpec.Runtime.Hosting;
using MLSpec.Runtime.Store;

namespace MLSpec.Runtime.Tests.Faults;

/// <summary>A folder in which the program <c>Runner</c>, the fake experiment with four replicates, is run, disturbed and judged.</summary>
internal sealed class RunnerPlace : IDisposable
{
    private static readonly string _runner =
        typeof(RunnerPlace).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Runner").Value!;

    private readonly TemporaryFolder _folder = new();

    public RunnerPlace()
    {
        File.WriteAllText(_folder["points.csv"], "x\n1\n2\n");
        Directory.CreateDirectory(Journal);
    }

    /// <summary>The folder of the run.</summary>
    public string Out => _folder["out"];

    /// <summary>Variables of the processes' environment.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    private string Journal => _folder["journal"];

    public Process Start(params string[] options) => StartIn(Out, options);

    public Process StartIn(string @out, params string[] options)
    {
        var start = new ProcessStartInfo("dotnet", [_runner, "run", "FakeDigits", "--out", @out, "--data", _folder[""], "--threads", "1", .. options])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["RUNNER_JOURNAL"] = Journal;
        foreach (var (name, value) in Variables) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>Runs to the end.</summary>
    public Ended Run(params string[] options)
    {
        using var process = Start(options);
        return Ended.Of(process);
    }

    /// <summary>The processes whose command line names this folder, the first one first.</summary>
    public IReadOnlyList<int> Processes() =>
    [
        .. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)).Select(name => int.Parse(name!, CultureInfo.InvariantCulture))
            .Where(pid => CommandLine(pid).Contains(_folder[""], StringComparison.Ordinal)).Order(),
    ];

    /// <summary>
    /// What was done again although it had been kept. A process keeps what it has done before it goes on: only the last thing that a killed process has noted may
    /// be done once more.
    /// </summary>
    public IReadOnlyList<string> Twice() =>
    [
        .. Directory.EnumerateFiles(Journal).Select(File.ReadAllLines).SelectMany(lines => lines.Select((line, i) => (Line: line, IsLast: i == lines.Length - 1)))
            .GroupBy(note => note.Line).Where(notes => notes.Count(note => !note.IsLast) > 1).Select(notes => notes.Key).Order(StringComparer.Ordinal),
    ];

    /// <summary>How many cells were measured, those that were measured again included.</summary>
    public int Measurements() => Directory.EnumerateFiles(Journal).Sum(path => File.ReadLines(path).Count(line => line.StartsWith("cell ", StringComparison.Ordinal)));

    /// <summary>Cells and curves of the store without times, and the table of results.</summary>
    public string Findings() => Findings(Out);

    public static string Findings(string folder)
    {
        using var store = RunStore.Open(Path.Combine(folder, "store.db"));
        var cells = store.AllCells().OrderBy(cell => cell.Identity, StringComparer.Ordinal)
            .Select(cell => new { cell.Identity, cell.At, Facts = cell.Facts.All, cell.Values, cell.Trainings, cell.Error });
        var names = store.Trainings();
        var curves = store.Curves(names).Select(curve => curve with { Seconds = 0 });
        return JsonSerializer.Serialize(new { cells, names, curves, Csv = File.ReadAllText(Path.Combine(folder, "results.csv")) }, Json.Options);
    }

    public static void Signal(int process, string signal)
    {
        using var kill = Process.Start(new ProcessStartInfo("kill", ["-" + signal, process.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardError = true })!;
        kill.WaitForExit();
    }

    public void Dispose()
    {
        foreach (var pid in Processes()) Signal(pid, "KILL");
        _folder.Dispose();
    }

    private static string CommandLine(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }
}

/// <summary>How a process ended.</summary>
internal sealed record Ended(int Code, string Output, string Error)
{
    public static Ended Of(Process process)
    {
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new Ended(process.ExitCode, output, error.Result);
    }
}
