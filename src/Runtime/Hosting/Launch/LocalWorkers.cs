using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace MLSpec.Runtime.Hosting.Launch;

/// <summary>Workers as processes of this machine; what they print goes into a file each.</summary>
/// <param name="count">How many.</param>
/// <param name="threads">The threads of tensor operations of each.</param>
/// <param name="logs">The folder of the files.</param>
internal sealed class LocalWorkers(int count, int threads, string logs) : ILauncher
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly List<(Process Process, string Log, Task Written)> _workers = [];

    /// <inheritdoc/>
    public bool IsRunning => _workers.Any(worker => !worker.Process.HasExited);

    /// <inheritdoc/>
    public IReadOnlyList<string> Complaints { get; private set; } = [];

    /// <inheritdoc/>
    public void Start(IReadOnlyList<string> command, string order)
    {
        Directory.CreateDirectory(logs);
        for (var k = 1; k <= count; k++)
            _workers.Add(Started(command, order, Path.Combine(logs, string.Create(CultureInfo.InvariantCulture, $"worker-{k}.log"))));
    }

    /// <summary>Waits for the workers, whose order has been withdrawn or done; ends those that do not end.</summary>
    public void Dispose()
    {
        foreach (var (process, _, written) in _workers)
        {
            if (!process.WaitForExit(_patience)) process.Kill(entireProcessTree: true);
            process.WaitForExit();
            written.Wait(_patience);
        }
        Complaints =
        [
            .. _workers.Where(worker => worker.Process.ExitCode is not (0 or ExperimentHost.SomeFailed or ExperimentHost.Interrupted))
                .Select(worker => $"a worker ended with code {worker.Process.ExitCode} (see {worker.Log})"),
        ];
        foreach (var (process, _, _) in _workers) process.Dispose();
        _workers.Clear();
    }

    private (Process, string, Task) Started(IReadOnlyList<string> command, string order, string log)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var argument in Program().Concat(command).Concat(OfWorker(command, order, threads))) start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return (process, log, Task.Run(() => Write(process, log)));
    }

    /// <summary>What <c>dotnet</c> is to run, where this process is not a program of its own.</summary>
    internal static IReadOnlyList<string> Program() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [Assembly.GetEntryAssembly()!.Location] : [];

    /// <summary>What makes a run's command line that of a worker.</summary>
    internal static IReadOnlyList<string> OfWorker(IReadOnlyList<string> command, string order, int threads) =>
        ["--worker", order, .. command.Contains("--threads") ? [] : new[] { "--threads", threads.ToString(CultureInfo.InvariantCulture) }];

    private static void Write(Process process, string log)
    {
        using var file = TextWriter.Synchronized(new StreamWriter(log) { AutoFlush = true });
        void Copy(TextReader from)
        {
            while (from.ReadLine() is { } line) file.WriteLine(line);
        }
        Task.WaitAll(Task.Run(() => Copy(process.StandardOutput)), Task.Run(() => Copy(process.StandardError)));
    }
}
