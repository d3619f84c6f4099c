using System.CommandLine;
using MLSpec.Runtime.Native;
using MLSpec.Runtime.Protocol;

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
        var selection = CellSelection.Read(
            parsed.GetValue(_options.Only)!, [.. _experiment.Protocols.Select(protocol => (protocol.Name, protocol.Grid))]);
        Protocol<TParams>[] protocols = [.. _experiment.Protocols.Where(protocol => selection.Protocols.Contains(protocol.Name))];
        foreach (var protocol in protocols) protocol.Validate();
        var parameters = Parameters(parsed);
        var data = new DataFiles(_experiment.Spec.Folder, parsed.GetValue(_options.Data));
        var manifest = Manifest(parsed, data);
        var device = Torch.Start(new TorchOptions(parsed.GetValue(_options.Device)!, parsed.GetValue(_options.Threads)));
        var run = new Run<TParams>(_experiment, protocols, parameters, selection, manifest, data, device, RunFolder.Open(parsed.GetValue(_options.Out)!), _console)
        {
            TensorBoard = parsed.GetValue(_options.TensorBoard),
            Relock = parsed.GetValue(_options.Relock),
            KeepGoing = parsed.GetValue(_options.KeepGoing),
            Launching = _options.Launch.Read(parsed),
            Threads = parsed.GetValue(_options.Threads),
            Command = [.. parsed.Tokens.Select(token => token.Value)],
        };
        return parsed.GetValue(_options.Worker) is { } order ? run.Work(order)
            : parsed.GetValue(_options.DryRun) ? run.Plan()
            : run.Do();
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

    private Manifest Manifest(ParseResult parsed, DataFiles data) => new(
        _experiment.Name,
        _experiment.Method,
        parsed.GetValue(_options.Seed),
        parsed.GetValue(_options.Device)!.Split(':')[0],
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
}
