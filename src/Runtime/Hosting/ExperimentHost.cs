using System.CommandLine;
using System.CommandLine.Help;
using System.Runtime.InteropServices;

namespace MLSpec.Runtime.Hosting;

/// <summary>
/// The console of a project with experiments: <c>list</c>, and <c>run NAME [options]</c>. Exit codes: 0 done, 1 some cells could not be measured, 2 bad
/// input (one line on stderr), 130 interrupted (a checkpoint is written; a second Ctrl-C ends at once), 143 terminated.
/// </summary>
public static class ExperimentHost
{
    internal const int SomeFailed = 1;

    internal const int BadInput = 2;

    internal const int Interrupted = 130;

    /// <summary>Runs the command line and gives the exit code.</summary>
    /// <example><c>return ExperimentHost.Run(args, RobustDigits.Experiment);</c></example>
    public static int Run(string[] args, params Experiment[] experiments)
    {
        using var cancellation = new CancellationTokenSource();
        var signalled = Interrupted;
        void Stop(PosixSignalContext context, int code)
        {
            if (cancellation.IsCancellationRequested) return;
            context.Cancel = true;
            signalled = code;
            cancellation.Cancel();
        }
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, Interrupted));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, 143));
        var code = Run(args, experiments, HostConsole.OfProcess(cancellation.Token));
        return cancellation.IsCancellationRequested && code != 0 ? signalled : code;
    }

    internal static int Run(string[] args, IReadOnlyList<Experiment> experiments, HostConsole console)
    {
        try
        {
            var runs = experiments.Select(experiment => experiment.Command(console)).ToArray();
            var parsed = Root(experiments, runs, console).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (parsed.Action is HelpAction) return parsed.Invoke(Output(console));
            var command = parsed.CommandResult;
            if (parsed.Errors.Count > 0 || CommandLineErrors.WithoutValue(command) is not null) throw CommandLineErrors.Explain(parsed);
            return runs.FirstOrDefault(run => run.Command == command.Command)?.Invoke(parsed) ?? parsed.Invoke(Output(console));
        }
        catch (UserError error)
        {
            return Fail(console, error.Message);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Fail(console, error.Message);
        }
        catch (OperationCanceledException) when (console.Cancelled.IsCancellationRequested)
        {
            return Interrupted;
        }
    }

    private static RootCommand Root(IReadOnlyList<Experiment> experiments, IReadOnlyList<RunCommand> runs, HostConsole console)
    {
        var list = new Command("list", "Show the experiments of this project");
        list.SetAction(_ =>
        {
            var width = experiments.Max(experiment => experiment.Name.Length);
            foreach (var experiment in experiments)
                console.Out.WriteLine($"{experiment.Name.PadRight(width)}  {FirstLine(experiment.Doc)}".TrimEnd());
        });
        var run = new Command("run", "Train and evaluate an experiment");
        foreach (var command in runs) run.Subcommands.Add(command.Command);
        return new RootCommand("Robust machine-learning experiments") { list, run };
    }

    private static string FirstLine(string text) => text.Split('\n')[0].TrimEnd();

    private static InvocationConfiguration Output(HostConsole console) =>
        new() { Output = console.Out, Error = console.Error, EnableDefaultExceptionHandler = false };

    private static int Fail(HostConsole console, string message)
    {
        console.Error.WriteLine($"error: {message.ReplaceLineEndings(" ")}");
        return BadInput;
    }
}
