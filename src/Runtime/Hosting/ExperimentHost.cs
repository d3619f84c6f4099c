using System.CommandLine;
using System.CommandLine.Help;
using System.Runtime.InteropServices;
using MLSpec.Runtime.Hosting.Locking;
using MLSpec.Runtime.Hosting.Reproducing;

namespace MLSpec.Runtime.Hosting;

/// <summary>
/// The console of a project with experiments: <c>list</c>, <c>run NAME [options]</c>, <c>lock [NAME...]</c> and <c>reproduce RESULTS</c>. Exit codes: 0 done, 1 some
/// cells could not be measured or differ, 2 bad input (an error on stderr), 130 interrupted (a checkpoint is written; a second Ctrl-C ends at once), 143 terminated.
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
            var (locking, reproducing) = (new LockCommand(experiments, console), new ReproduceCommand(experiments, console));
            var parsed = Root(experiments, [.. runs.Select(run => run.Command)], [locking.Command, reproducing.Command], console).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (parsed.Action is HelpAction) return parsed.Invoke(Output(console));
            var command = parsed.CommandResult;
            if (parsed.Errors.Count > 0 || CommandLineErrors.WithoutValue(command) is not null) throw CommandLineErrors.Explain(parsed);
            return command.Command == locking.Command ? locking.Invoke(parsed)
                : command.Command == reproducing.Command ? reproducing.Invoke(parsed)
                : runs.FirstOrDefault(run => run.Command == command.Command)?.Invoke(parsed) ?? parsed.Invoke(Output(console));
        }
        catch (UserError error)
        {
            Fail(console, error.Message);
            foreach (var detail in error.Details) console.Error.WriteLine($"  {detail}");
            return BadInput;
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

    private static RootCommand Root(IReadOnlyList<Experiment> experiments, IReadOnlyList<Command> runs, IReadOnlyList<Command> others, HostConsole console)
    {
        var list = new Command("list", "Show the experiments of this project");
        list.SetAction(_ =>
        {
            var width = experiments.Max(experiment => experiment.Name.Length);
            foreach (var experiment in experiments)
                console.Out.WriteLine($"{experiment.Name.PadRight(width)}  {FirstLine(experiment.Doc)}".TrimEnd());
        });
        var run = new Command("run", "Train and evaluate an experiment");
        foreach (var command in runs) run.Subcommands.Add(command);
        var root = new RootCommand("Robust machine-learning experiments") { list, run };
        foreach (var command in others) root.Subcommands.Add(command);
        return root;
    }

    /// <summary>The experiment of a name.</summary>
    /// <exception cref="UserError">There is none.</exception>
    internal static Experiment Named(string name, IReadOnlyList<Experiment> experiments)
    {
        var names = experiments.Select(experiment => experiment.Name).ToArray();
        return experiments.FirstOrDefault(experiment => experiment.Name == name)
            ?? throw new UserError($"there is no experiment '{name}' in this program.{Nearest.Hint(name, names)} There are: {string.Join(", ", names)}");
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
