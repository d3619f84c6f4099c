using System.CommandLine;
using MLSpec.Runtime.Native;

namespace MLSpec.Runtime.Hosting.Locking;

/// <summary>The command <c>lock [NAME...]</c>: writes the locks of experiments beside their specs.</summary>
internal sealed class LockCommand
{
    private readonly Argument<string[]> _names = new("NAME") { Description = "The experiments (default: all)", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string?> _data = new("--data") { Description = "The folder with the data files (default: beside the spec)", HelpName = "DIR" };
    private readonly IReadOnlyList<Experiment> _experiments;
    private readonly HostConsole _console;

    public LockCommand(IReadOnlyList<Experiment> experiments, HostConsole console)
    {
        (_experiments, _console) = (experiments, console);
        Command = new Command("lock", "Write NAME.lock.json beside the spec: what its settings, budgets, grids, claims and data come to") { _names, _data };
    }

    /// <summary>The command as System.CommandLine sees it.</summary>
    public Command Command { get; }

    /// <summary>Locks them one after another; one that cannot be locked, because its data are not there, does not keep the others from it.</summary>
    public int Invoke(ParseResult parsed)
    {
        var names = parsed.GetValue(_names) is { Length: > 0 } given ? given : [.. _experiments.Select(experiment => experiment.Name)];
        var chosen = names.Select(name => ExperimentHost.Named(name, _experiments)).ToArray();
        var device = Torch.Start();
        var code = 0;
        foreach (var experiment in chosen)
        {
            try
            {
                var place = new LockPlace(experiment.Spec, _console.ProgramFolder, _console.Folder);
                var (before, now) = (place.Before(), experiment.Lock(new DataFiles(experiment.Spec.Folder, parsed.GetValue(_data)), device, _console));
                LockPlace.Tell(before, now, place.Write(now), _console.Out);
            }
            catch (UserError error)
            {
                _console.Error.WriteLine($"error: {experiment.Name} is not locked: {error.Message.ReplaceLineEndings(" ")}");
                code = ExperimentHost.BadInput;
            }
        }
        return code;
    }
}
