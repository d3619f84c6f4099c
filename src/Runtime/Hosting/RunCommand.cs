using System.CommandLine;
using System.Diagnostics;
using MLSpec.Runtime.Native;
using MLSpec.Runtime.Protocol;
using MLSpec.Runtime.Reporting;
using MLSpec.Runtime.Store;
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
    /// <summary>How long a process on another machine may be silent before its work is done again.</summary>
    private static readonly TimeSpan _lease = TimeSpan.FromMinutes(1);

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
        var selection = CellSelection.Read(
            parsed.GetValue(_options.Only)!, [.. _experiment.Protocols.Select(protocol => (protocol.Name, protocol.Grid))]);
        Protocol<TParams>[] protocols = [.. _experiment.Protocols.Where(protocol => selection.Protocols.Contains(protocol.Name))];
        foreach (var protocol in protocols) protocol.Validate();
        var data = new DataFiles(_experiment.Spec.Folder, parsed.GetValue(_options.Data));
        var manifest = Manifest(parsed, data);
        var device = Torch.Start(new TorchOptions(parsed.GetValue(_options.Device)!, parsed.GetValue(_options.Threads)));
        var folder = RunFolder.Open(parsed.GetValue(_options.Out)!);
        using var store = RunStore.Open(folder.Store);
        GridPlan[] plans = [.. protocols.Select(protocol =>
            GridPlan.Of(_experiment.Name, protocol.Name, protocol.Points(parameters, manifest), store, point => selection.Contains(point.At)))];
        foreach (var line in plans.SelectMany(plan => plan.Lines())) _console.Out.WriteLine(line);
        if (parsed.GetValue(_options.DryRun)) return 0;

        using var claims = new Claims(folder.Claims, _lease);
        var run = store.Begin(_experiment.Name, parsed.Tokens.Select(token => token.Value).ToArray(), manifest.Platform);
        var (outcome, measured) = ("failed", 0);
        try
        {
            var found = Work(progress => new Session(manifest, folder, data, device, store, claims, progress, _console.Cancelled), session =>
            {
                var engine = new CellEngine(session, store, claims, parsed.GetValue(_options.KeepGoing));
                try
                {
                    return Run(parameters, protocols, plans, session, engine, store);
                }
                finally
                {
                    measured = engine.Measured;
                }
            });
            var report = Report(manifest, parameters, found, started.Elapsed);
            ReportFiles.Write(report, folder);
            ConsoleReport.Write(_console.Ansi(), report, folder);
            outcome = found.Failed.Count > 0 ? "failed" : "done";
            return found.Failed.Count > 0 ? ExperimentHost.SomeFailed : 0;
        }
        catch (OperationCanceledException) when (_console.Cancelled.IsCancellationRequested)
        {
            outcome = "interrupted";
            _console.Error.WriteLine($"interrupted; the same command goes on (finished work is in {folder.Path})");
            throw;
        }
        finally
        {
            store.End(run, outcome, plans.Sum(plan => plan.Reused), measured);
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

    private Manifest Manifest(ParseResult parsed, DataFiles data) => new(
        _experiment.Name,
        StableHash.Hex([.. _experiment.Trainings.Select(t => t.Fingerprint), .. _experiment.Protocols.Select(protocol => protocol.Method)]),
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

    /// <summary>What a run found.</summary>
    private sealed record Found(
        IReadOnlyList<ProtocolResult> Results, IReadOnlyList<TrainingCurve> Curves, IReadOnlyList<Budget> Budgets, IReadOnlyList<StoredCell> Failed);

    private T Work<T>(Func<IProgressView, Session> begin, Func<Session, T> work)
    {
        using var noGrad = no_grad();
        if (!_console.Interactive) return work(begin(new PlainProgress(_console.Out, TimeSpan.FromSeconds(5))));
        T found = default!;
        LiveProgress.Run(_console.Ansi(), progress => found = work(begin(progress)));
        return found;
    }

    private Found Run(
        TParams parameters, IReadOnlyList<Protocol<TParams>> protocols, IReadOnlyList<GridPlan> plans, Session session, CellEngine engine, RunStore store)
    {
        foreach (var (protocol, plan) in protocols.Zip(plans))
        {
            GridPoint[] pending = [.. plan.Pending.Select(cell => cell.Point)];
            engine.Work(protocol.Name, protocol.Work(parameters, session, pending), plan.Cells.Count - pending.Length);
        }

        ProtocolResult[] results = [];
        var trainings = session.UsedBy(() =>
        {
            if (protocols.Count == 0)
                foreach (var training in _experiment.Trainings) Train(training, parameters, session);
            results = [.. protocols.Zip(plans).Select(pair => Judge(pair.First, pair.Second, parameters, session, store))];
        });
        return new Found(results, store.Curves(trainings), [.. _experiment.Trainings.Select(training => session.Budget(training, parameters))], engine.Failed);
    }

    private ProtocolResult Judge(Protocol<TParams> protocol, GridPlan plan, TParams parameters, Session session, RunStore store)
    {
        var stored = store.CellsOf(_experiment.Name, protocol.Name).ToDictionary(cell => cell.Identity);
        return protocol.Judge(parameters, session, [.. plan.Cells.Select(cell => cell.Point)], stored.GetValueOrDefault);
    }

    private static void Train(Training<TParams> training, TParams parameters, Session session)
    {
        while (true)
        {
            try
            {
                training.Run(parameters, session, session.Seed(1));
                return;
            }
            catch (TakenElsewhere)
            {
                session.Pause(TimeSpan.FromMilliseconds(100));
            }
        }
    }

    private RunReport Report(Manifest manifest, TParams parameters, Found found, TimeSpan elapsed) => new(
        _experiment.Name, _experiment.Doc, _experiment.Spec, manifest.Method, manifest.Seed,
        [.. _experiment.Parameters.Select(parameter => new ParameterValue(
            parameter.Name, parameter.Show(parameters), parameter.Show(_experiment.Defaults), parameter.Unit, parameter.Doc))],
        found.Budgets,
        manifest.Data,
        found.Results,
        [.. found.Curves.Select(curve => new CurveResult(curve.Name, curve.Seed, curve.Settings, curve.Points)
        {
            Objectives = curve.Objectives,
            Measures = curve.Measures,
        })],
        RunEnvironment.Of(manifest.Device, elapsed, found.Curves));
}
