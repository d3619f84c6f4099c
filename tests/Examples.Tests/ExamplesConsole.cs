using System.Diagnostics;
using System.Reflection;

namespace Examples.Tests;

/// <summary>The examples' console as a user runs it: a process of its own, with output redirected.</summary>
internal sealed class ExamplesConsole : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("examples-").FullName;

    /// <summary>The folder that <c>--out</c> names.</summary>
    public string Out => Path.Combine(_folder, "run");

    /// <summary>Runs a command line to its end.</summary>
    public (int ExitCode, string Output, string Error) Run(params string[] arguments) => Run(null, arguments);

    /// <summary>Runs a command line to its end, with a cluster at hand.</summary>
    public (int ExitCode, string Output, string Error) Run(string? slurm, string[] arguments)
    {
        using var process = Start(arguments, slurm);
        return Finish(process);
    }

    /// <summary>Runs a command line to its end in a folder.</summary>
    public static (int ExitCode, string Output, string Error) RunIn(string folder, params string[] arguments)
    {
        using var process = Start(arguments, folder: folder);
        return Finish(process);
    }

    private static (int ExitCode, string Output, string Error) Finish(Process process)
    {
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    /// <summary>Starts a command line with a cluster at hand; its output is not read.</summary>
    public Process Begin(string slurm, string[] arguments)
    {
        var process = Start(arguments, slurm);
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>Runs a command line and presses Ctrl-C at the first line of output that contains a text.</summary>
    public (int ExitCode, string Error) Interrupt(string at, params string[] arguments)
    {
        using var process = Start(arguments);
        var error = process.StandardError.ReadToEndAsync();
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (!line.Contains(at, StringComparison.Ordinal))
                continue;
            using var kill = Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            kill.WaitForExit();
            break;
        }

        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error.Result);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Process Start(string[] arguments, string? slurm = null, string folder = "")
    {
        var examples = Path.Combine(Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location)!, "Examples.dll");
        var start = new ProcessStartInfo("dotnet", [examples, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        if (slurm is not null) start.Environment["SLURM_CONF"] = slurm;
        return Process.Start(start)!;
    }
}
