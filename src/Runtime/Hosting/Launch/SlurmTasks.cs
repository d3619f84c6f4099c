using System.ComponentModel;
using System.Diagnostics;

namespace MLSpec.Runtime.Hosting.Launch;

/// <summary>Workers as the tasks of a Slurm array. Whether cells are measured is seen by their results, never by what Slurm says of its jobs.</summary>
/// <param name="script">Writes the script for a worker's arguments and its order.</param>
/// <param name="path">Where the script is kept.</param>
internal sealed class SlurmTasks(Func<IReadOnlyList<string>, string, string> script, string path) : ILauncher
{
    private static readonly TimeSpan _between = TimeSpan.FromSeconds(2);

    /// <summary>How long the controller may be silent: jobs go on while it is restarted.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(10);

    private readonly Stopwatch _sinceLook = new();
    private readonly Stopwatch _sinceAnswer = new();
    private string? _job;
    private bool _isRunning;

    /// <inheritdoc/>
    public IReadOnlyList<string> Complaints { get; private set; } = [];

    /// <inheritdoc/>
    public bool IsRunning
    {
        get
        {
            if (_sinceLook.Elapsed < _between) return _isRunning;
            _sinceLook.Restart();
            return _isRunning = Look();
        }
    }

    /// <inheritdoc/>
    public void Start(IReadOnlyList<string> command, string order)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, script(command, order));
        var (code, output, error) = Called("sbatch", "--parsable", path);
        if (code != 0) throw new UserError($"sbatch refused {path}: {OneLine(error)}");
        _job = output.Trim().Split(';')[0];
        (_isRunning, Complaints) = (true, [$"job {_job}; what its tasks printed is in {Path.GetDirectoryName(path)}"]);
        _sinceLook.Restart();
        _sinceAnswer.Restart();
    }

    /// <summary>Cancels what is left of the job.</summary>
    public void Dispose()
    {
        if (_job is not null && _isRunning) Called("scancel", "--quiet", _job);
    }

    private bool Look()
    {
        var (code, output, error) = Called("squeue", "--noheader", "--format=%t", "--jobs", _job!);
        var isGone = error.Contains("Invalid job id", StringComparison.OrdinalIgnoreCase);
        if (code != 0 && !isGone) return _sinceAnswer.Elapsed < _patience;
        _sinceAnswer.Restart();
        return !isGone && output.Trim().Length > 0;
    }

    private static (int Code, string Output, string Error) Called(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output, error.Result);
        }
        catch (Win32Exception fault)
        {
            throw new UserError($"--launcher slurm: {program} cannot be started: {fault.Message}; this machine needs Slurm's client programs on its PATH", fault);
        }
    }

    private static string OneLine(string text) => text.Trim().ReplaceLineEndings("; ");
}
