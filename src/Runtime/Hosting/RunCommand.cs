using System.CommandLine;
using System.Diagnostics;
using MLSpec.Runtime.Native;
using MLSpec.Runtime.Protocol;
using MLSpec.Runtime.Reporting;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Hosting;

/// <summary>The command <c>run NAME</c> of one experiment.</summary>
internal abstract class RunCommand
{
    /// <summary>The command as System.CommandLine sees it.</summary>
    public abstract Command Command { get; }

    /// <summary>Runs the experiment with the options given.</summary>
    public abstract int Invoke(ParseResult parsed);
}

internal sealed class RunCommand<TParams> : RunCommand
{
    private readonly Experiment<TParams> _experiment;
    private readonly HostConsole _console;
    private readonly RunOptions _options;
    private readonly IReadOnlyList<(Hyperparameter<TParams> Parameter, Option<string> Option)> _parameters;

    public RunCommand(Experiment<TParams> experiment, HostConsole console)
    {
        (_experiment, _console) = (experiment, console);
        _options = new RunOptions(experiment.Name);
        _parameters = [.. experiment.Parameters.Select(parameter => (parameter, Option(parameter)))];
        Command = new Command(experiment.Name, experiment.Doc);
        foreach (var (_, option) in _parameters) Command.Options.Add(option);
        foreach (var option in _options.All) Command.Options.Add(option);
    }

    public override Command Command { get; }

    public override int Invoke(ParseResult parsed)
    {
        var started = Stopwatch.StartNew();
        var parameters = Parameters(parsed);
        var protocols = Protocols(parsed.GetValue(_options.Only));
        foreach (var protocol in protocols) protocol.Validate();
        var data = new DataFiles(_experiment.Spec.Folder, parsed.GetValue(_options.Data));
        var manifest = Manifest(parsed, parameters, data);
        var device = Torch.Start(new TorchOptions(parsed.GetValue(_options.Device)!, parsed.GetValue(_options.Threads)));
        var resume = parsed.GetValue(_options.Resume);
        using var folder = RunFolder.Prepare(parsed.GetValue(_options.Out)!, manifest, resume, _console.Out.WriteLine);
        try
        {
            var (results, curves, budgets) = Run(parameters, protocols, progress =>
                new Session(manifest, folder, data, device, progress, _console.Cancelled));
            var report = Report(manifest, parameters, results, curves, budgets, started.Elapsed);
            ReportFiles.Write(report, folder, parsed.GetValue(_options.TensorBoard));
            ConsoleReport.Write(_console.Ansi(), report, folder);
            return 0;
        }
        catch (OperationCanceledException) when (_console.Cancelled.IsCancellationRequested)
        {
            _console.Error.WriteLine($"interrupted; to go on, give the same command with --resume (finished work is in {folder.Path})");
            throw;
        }
    }

    private Option<string> Option(Hyperparameter<TParams> parameter)
    {
        var name = $"--{parameter.Name}";
        string[] facts = [parameter.Unit, parameter.Range, $"default {parameter.Show(_experiment.Defaults)}"];
        return new Option<string>(RunOptions.Reserved.Contains(name) ? $"--param-{parameter.Name}" : name)
        {
            Description = $"{parameter.Doc} ({string.Join("; ", facts.Where(fact => fact.Length > 0))})".TrimStart(),
            HelpName = parameter.Kind,
        };
    }

    private TParams Parameters(ParseResult parsed)
    {
        var parameters = _experiment.Defaults;
        foreach (var (parameter, option) in _parameters)
            if (parsed.GetValue(option) is { } text) parameters = parameter.With(parameters, text);
        return parameters;
    }

    private IReadOnlyList<Protocol<TParams>> Protocols(string? only)
    {
        if (only is null) return _experiment.Protocols;
        var names = _experiment.Protocols.Select(protocol => protocol.Name).ToArray();
        if (!names.Contains(only))
            throw new UserError($"--only {only}: there is no such protocol.{Nearest.Hint(only, names)} "
                + $"There are: {string.Join(", ", names)}");
        return [.. _experiment.Protocols.Where(protocol => protocol.Name == only)];
    }

    private Manifest Manifest(ParseResult parsed, TParams parameters, DataFiles data) => new(
        _experiment.Name,
        StableHash.Hex([.. _experiment.Trainings.Select(t => t.Fingerprint), .. _experiment.Protocols.Select(protocol => protocol.Method)]),
        parsed.GetValue(_options.Seed),
        parsed.GetValue(_options.Device)!.Split(':')[0],
        [.. _experiment.Parameters.Select(parameter => new Setting(parameter.Name, parameter.Show(parameters)))],
        Budgets(parsed.GetValue(_options.Set) ?? [], parsed.GetValue(_options.Quick)),
        data.Hashes(_experiment.DataFiles));

    private IReadOnlyList<Setting> Budgets(IReadOnlyList<string> replaced, bool isQuick)
    {
        var paths = _experiment.Trainings.Select(training => $"train.{training.Name}.steps").ToArray();
        var budgets = new Dictionary<string, int>();
        foreach (var setting in replaced)
        {
            var (path, value) = setting.Split('=', 2) is [var left, var right] ? (left.Trim(), right.Trim()) : (setting, "");
            if (!paths.Contains(path))
                throw new UserError($"--set {setting}: there is no budget '{path}'.{Nearest.Hint(path, paths)} "
                    + $"There are: {string.Join(", ", paths)}");
            if (!Hyperparameter.TryInteger(value, out var steps) || steps < 1)
                throw new UserError($"--set {setting}: expected {path}=N with a whole number of steps, at least 1");
            budgets[path] = steps;
        }
        return [.. _experiment.Trainings
            .Where(training => isQuick || budgets.ContainsKey($"train.{training.Name}.steps"))
            .Select(training => new Setting(
                training.Name, budgets.TryGetValue($"train.{training.Name}.steps", out var own) ? Hosting.Manifest.Text(own) : Hosting.Manifest.Quick))];
    }

    private (IReadOnlyList<ProtocolResult> Results, IReadOnlyList<TrainingCurve> Curves, IReadOnlyList<Budget> Budgets) Run(
        TParams parameters, IReadOnlyList<Protocol<TParams>> protocols, Func<IProgressView, Session> begin)
    {
        IReadOnlyList<ProtocolResult> results = [];
        IReadOnlyList<TrainingCurve> curves = [];
        IReadOnlyList<Budget> budgets = [];
        void Work(IProgressView progress)
        {
            using var noGrad = no_grad();
            var session = begin(progress);
            if (protocols.Count == 0)
                foreach (var training in _experiment.Trainings) training.Run(parameters, session, session.Seed(1));
            results = [.. protocols.Select(protocol => protocol.Run(parameters, session))];
            curves = session.Curves();
            budgets = [.. _experiment.Trainings.Select(training => session.Budget(training, parameters))];
        }
        if (_console.Interactive) LiveProgress.Run(_console.Ansi(), Work);
        else Work(new PlainProgress(_console.Out, TimeSpan.FromSeconds(5)));
        return (results, curves, budgets);
    }

    private RunReport Report(
        Manifest manifest, TParams parameters, IReadOnlyList<ProtocolResult> results, IReadOnlyList<TrainingCurve> curves,
        IReadOnlyList<Budget> budgets,
        TimeSpan elapsed) => new(
        _experiment.Name, _experiment.Doc, _experiment.Spec, manifest.Method, manifest.Seed,
        [.. _experiment.Parameters.Select(parameter => new ParameterValue(
            parameter.Name, parameter.Show(parameters), parameter.Show(_experiment.Defaults), parameter.Unit, parameter.Doc))],
        budgets,
        manifest.Data,
        results,
        [.. curves.Select(curve => new CurveResult(curve.Name, curve.Seed, curve.Settings, curve.Points)
        {
            Objectives = curve.Objectives,
            Measures = curve.Measures,
        })],
        RunEnvironment.Of(manifest.Device, elapsed, curves)) { Derivations = _experiment.Derivations };
}
