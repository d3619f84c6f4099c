using System.Diagnostics;
using MLSpec.Runtime.Hosting.Launch;
using MLSpec.Runtime.Hosting.Locking;
using MLSpec.Runtime.Protocol;
using MLSpec.Runtime.Reporting;
using MLSpec.Runtime.Store;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Hosting;

/// <summary>A run of an experiment: what is stored of its cells is used, the rest is measured, here or by workers, and all of them are judged.</summary>
internal sealed class Run<TParams>(
    Experiment<TParams> experiment, IReadOnlyList<Protocol<TParams>> protocols, TParams parameters, CellSelection selection, Manifest manifest,
    DataFiles data, Device device, RunFolder folder, HostConsole console)
{
    /// <summary>How long a process on another machine may be silent before its work is done again.</summary>
    private static readonly TimeSpan _lease = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan _lookForOrder = TimeSpan.FromMilliseconds(500);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private Func<int> _measured = () => 0;
    private LockResult? _lock;

    /// <summary>Whether a cell that cannot be measured is noted and the others are gone on with.</summary>
    public bool KeepGoing { get; init; }

    /// <summary>Where cells are measured.</summary>
    public Launching Launching { get; init; } = Launching.Here;

    /// <summary>The threads of tensor operations of a process; null where nothing is said.</summary>
    public int? Threads { get; init; }

    /// <summary>Whether the training curves are written for TensorBoard too.</summary>
    public bool TensorBoard { get; init; }

    /// <summary>Whether the spec's lock is written anew.</summary>
    public bool Relock { get; init; }

    /// <summary>The command line, without the program.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Says what would be measured, and why.</summary>
    public int Plan()
    {
        using var store = RunStore.Open(folder.Store);
        using var claims = new Claims(folder.Claims, _lease);
        if (!Relock) CheckLock(store, claims);
        var pending = Plans(store).Sum(plan => plan.Pending.Count);
        if (Launching.Kind == LauncherKind.Slurm && pending > 0) console.Out.Write("\n" + Script(pending)(Command, folder.Order("ORDER")));
        return 0;
    }

    /// <summary>Measures what is missing, judges and reports.</summary>
    public int Do()
    {
        using var store = RunStore.Open(folder.Store);
        var left = new Exchange(folder.Exchange);
        left.Collect(store);
        left.Clear(store);
        using var claims = new Claims(folder.Claims, _lease);
        var session = CheckLock(store, claims);
        var plans = Plans(store);
        var run = store.Begin(experiment.Name, Command, [.. manifest.Platform, .. plans.SelectMany(plan => plan.Methods)]);
        var outcome = "failed";
        try
        {
            var found = Shown(progress =>
            {
                session.Progress = progress;
                return Find(plans, session, store, claims);
            });
            var report = Report(found);
            ReportFiles.Write(report, folder, TensorBoard);
            ConsoleReport.Write(console.Ansi(), report, folder);
            outcome = found.Failed.Count > 0 ? "failed" : "done";
            return found.Failed.Count > 0 ? ExperimentHost.SomeFailed : 0;
        }
        catch (OperationCanceledException) when (console.Cancelled.IsCancellationRequested)
        {
            outcome = "interrupted";
            console.Error.WriteLine($"interrupted; the same command goes on (finished work is in {folder.Path})");
            throw;
        }
        finally
        {
            store.End(run, outcome, plans.Sum(plan => plan.Reused), _measured());
        }
    }

    /// <summary>Measures cells of another process's work order, until they are done or the order is withdrawn.</summary>
    public int Work(string order)
    {
        if (WorkOrder.Read(order) is not { } wanted) return 0;
        using var claims = new Claims(folder.Claims, _lease);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(console.Cancelled);
        var workers = new Workers(folder.Workers, _lease);
        using var watch = new Timer(
            _ =>
            {
                if (!File.Exists(order) || (wanted.Coordinator is { } other && !workers.IsAlive(other))) stop.Cancel();
            },
            null, _lookForOrder, _lookForOrder);
        var work = new OrderedWork(order, new Exchange(folder.Exchange));
        var session = new Session(manifest, folder, data, device, work, claims, new PlainProgress(console.Out, TimeSpan.FromSeconds(5)), stop.Token);
        var engine = new CellEngine(session, work, claims, KeepGoing);
        var cells = work.Cells.ToHashSet();
        try
        {
            using var noGrad = no_grad();
            foreach (var protocol in protocols)
            {
                GridPoint[] points = [.. protocol.Points(parameters, manifest).Where(point => cells.Contains(point.Identity))];
                engine.Work(protocol.Name, protocol.Work(parameters, session, points), 0);
            }
        }
        catch (OperationCanceledException) when (!console.Cancelled.IsCancellationRequested)
        {
            return 0;
        }

        return engine.Failed.Count > 0 ? ExperimentHost.SomeFailed : 0;
    }

    /// <summary>What a run found.</summary>
    private sealed record Found(
        IReadOnlyList<ProtocolResult> Results, IReadOnlyList<TrainingCurve> Curves, IReadOnlyList<Budget> Budgets, IReadOnlyList<StoredCell> Failed);

    private Session CheckLock(RunStore store, Claims claims)
    {
        var session = new Session(manifest, folder, data, device, store, claims, new PlainProgress(console.Out, TimeSpan.FromSeconds(5)), console.Cancelled);
        _lock = new LockCheck<TParams>(experiment, parameters, manifest, Relock, console).Check(session);
        return session;
    }

    private GridPlan[] Plans(RunStore store)
    {
        GridPlan[] plans =
        [
            .. protocols.Select(protocol =>
                GridPlan.Of(experiment.Name, protocol.Name, protocol.Points(parameters, manifest), store, point => selection.Contains(point.At))),
        ];
        foreach (var line in plans.SelectMany(plan => plan.Lines())) console.Out.WriteLine(line);
        return plans;
    }

    private Found Shown(Func<IProgressView, Found> find)
    {
        using var noGrad = no_grad();
        if (!console.Interactive) return find(new PlainProgress(console.Out, TimeSpan.FromSeconds(5)));
        Found? found = null;
        LiveProgress.Run(console.Ansi(), progress => found = find(progress));
        return found!;
    }

    private Found Find(IReadOnlyList<GridPlan> plans, Session session, RunStore store, Claims claims)
    {
        var failed = Launching.Kind is not null ? MeasureByWorkers(plans, session, store, claims) : MeasureHere(plans, session, store, claims);
        ProtocolResult[] results = [];
        var trainings = session.UsedBy(() =>
        {
            if (protocols.Count == 0)
                foreach (var training in experiment.Trainings) Patiently(session, () => training.Run(parameters, session, session.Seed(1)));
            Patiently(session, () => results = [.. protocols.Zip(plans).Select(pair => Judge(pair.First, pair.Second, session, store))]);
        });
        return new Found(results, store.Curves(trainings), [.. experiment.Trainings.Select(training => session.Budget(training, parameters))], failed);
    }

    private IReadOnlyList<StoredCell> MeasureHere(IReadOnlyList<GridPlan> plans, Session session, RunStore store, Claims claims)
    {
        var engine = new CellEngine(session, new SharedStore(store, new Exchange(folder.Exchange)), claims, KeepGoing);
        _measured = () => engine.Measured;
        foreach (var (protocol, plan) in protocols.Zip(plans))
        {
            GridPoint[] pending = [.. plan.Pending.Select(cell => cell.Point)];
            engine.Work(protocol.Name, protocol.Work(parameters, session, pending), plan.Cells.Count - pending.Length);
        }
        return engine.Failed;
    }

    private IReadOnlyList<StoredCell> MeasureByWorkers(IReadOnlyList<GridPlan> plans, Session session, RunStore store, Claims claims)
    {
        var pending = plans.Sum(plan => plan.Pending.Count);
        var isSlurm = Launching.Kind == LauncherKind.Slurm;
        var coordinator = new Coordinator(
            session, store, new Exchange(folder.Exchange), isSlurm ? new SlurmTasks(Script(pending), folder.SlurmScript(claims.Name)) : LocalWorkers(pending), KeepGoing);
        _measured = () => coordinator.Measured;
        coordinator.Work(plans, Command, folder.Order(claims.Name), isSlurm ? null : claims.Name);
        return coordinator.Failed;
    }

    private LocalWorkers LocalWorkers(int pending)
    {
        var count = Math.Clamp(Launching.MaxParallel ?? Environment.ProcessorCount, 1, Math.Max(1, pending));
        return new LocalWorkers(count, Math.Max(1, Environment.ProcessorCount / count), folder.Logs);
    }

    /// <summary>The script of a Slurm array, from a worker's arguments and its order.</summary>
    private Func<IReadOnlyList<string>, string, string> Script(int pending) => (command, order) =>
    {
        var (tasks, threads) = (Math.Clamp(Launching.MaxParallel ?? pending, 1, pending), Threads ?? 1);
        string[] worker = [Environment.ProcessPath!, .. Launch.LocalWorkers.Program(), .. command, .. Launch.LocalWorkers.OfWorker(command, Path.GetFullPath(order), threads)];
        return SlurmScript.Write(
            experiment.Name, tasks, threads, Launching.Slurm, Environment.CurrentDirectory, Path.Combine(Path.GetFullPath(folder.Logs), "slurm-%A_%a.log"), worker, Path.GetFullPath(order));
    };

    private ProtocolResult Judge(Protocol<TParams> protocol, GridPlan plan, Session session, RunStore store)
    {
        var stored = store.CellsOf(experiment.Name, protocol.Name).ToDictionary(cell => cell.Identity);
        return protocol.Judge(parameters, session, [.. plan.Cells.Select(cell => cell.Point)], stored.GetValueOrDefault);
    }

    /// <summary>Works, as soon as no other process is at a training that is needed.</summary>
    private static void Patiently(Session session, Action work)
    {
        while (true)
        {
            try
            {
                work();
                return;
            }
            catch (TakenElsewhere)
            {
                session.Pause(TimeSpan.FromMilliseconds(100));
            }
        }
    }

    private RunReport Report(Found found) => new(
        experiment.Name, experiment.Doc, experiment.Spec, manifest.Method, manifest.Seed,
        [.. experiment.Parameters.Select(parameter => new ParameterValue(
            parameter.Name, parameter.Show(parameters), parameter.Show(experiment.Defaults), parameter.Unit, parameter.Doc))],
        found.Budgets,
        manifest.Data,
        found.Results,
        [.. found.Curves.Select(curve => new CurveResult(curve.Name, curve.Seed, curve.Settings, curve.Points)
        {
            Objectives = curve.Objectives,
            Measures = curve.Measures,
            Warnings = curve.Warnings,
            Together = curve.Together.Count > 0 ? curve.Together : [curve.Seed],
        })],
        RunEnvironment.Of(manifest.Device, _clock.Elapsed, found.Curves))
    { Derivations = experiment.Derivations, Lock = _lock };
}
