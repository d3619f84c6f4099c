using System.CommandLine;
using MLSpec.Runtime.Native;

namespace MLSpec.Runtime.Hosting.Reproducing;

/// <summary>The command <c>reproduce RESULTS</c>: measures cells of a finished run again and compares.</summary>
internal sealed class ReproduceCommand
{
    private readonly Argument<string> _results = new("RESULTS") { Description = "A run's results.json, the report beside it, or its folder" };

    private readonly Option<string?> _cell = new("--cell")
    {
        Description = "The cells of some values, AXIS=VALUE,AXIS=VALUE, or of an identity's first digits (default: one, drawn by the results themselves)",
        HelpName = "CELL",
    };

    private readonly Option<bool> _all = new("--all") { Description = "All cells", Arity = ArgumentArity.Zero };
    private readonly Option<string?> _data = new("--data") { Description = "The folder with the data files (default: beside the spec)", HelpName = "DIR" };
    private readonly Option<int?> _threads = new("--threads") { Description = "Threads of tensor operations (default: as many as the run had)", HelpName = "N" };
    private readonly IReadOnlyList<Experiment> _experiments;
    private readonly HostConsole _console;

    public ReproduceCommand(IReadOnlyList<Experiment> experiments, HostConsole console)
    {
        (_experiments, _console) = (experiments, console);
        Command = new Command("reproduce", "Measure cells of a finished run again, trainings included, and compare bit for bit") { _results, _cell, _all, _data, _threads };
    }

    /// <summary>The command as System.CommandLine sees it.</summary>
    public Command Command { get; }

    /// <summary>0 where all values are equal, 1 where some differ.</summary>
    public int Invoke(ParseResult parsed)
    {
        var report = ReportedRun.Read(parsed.GetValue(_results)!, _console.Folder);
        var experiment = ExperimentHost.Named(report.Experiment, _experiments);
        var (cell, all) = (parsed.GetValue(_cell), parsed.GetValue(_all));
        if (cell is not null && all) throw new UserError("--cell and --all exclude each other");
        var chosen = ReportedCells.Choose(report, cell, all);
        var threads = parsed.GetValue(_threads) ?? (report.Environment.Threads > 0 ? report.Environment.Threads : null);
        var device = Torch.Start(new TorchOptions(report.Environment.Device, threads));
        var compared = experiment.Reproduce(report, chosen, new DataFiles(experiment.Spec.Folder, parsed.GetValue(_data)), device, _console);
        foreach (var line in compared.SelectMany(cell => cell.Lines())) _console.Out.WriteLine(line);
        var equal = compared.Count(cell => cell.IsEqual);
        _console.Out.WriteLine($"{equal} of {(compared.Count == 1 ? "1 cell" : $"{compared.Count} cells")} equal, bit for bit");
        if (equal == compared.Count) return 0;
        _console.Out.WriteLine("other processors, and other numbers of threads, round sums differently");
        return ExperimentHost.SomeFailed;
    }
}
