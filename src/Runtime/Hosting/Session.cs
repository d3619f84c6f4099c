using System.Diagnostics;
using MLSpec.Runtime.Protocol;
using MLSpec.Runtime.Random;
using MLSpec.Runtime.Reporting;
using MLSpec.Runtime.Store;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Hosting;

/// <summary>
/// One run of an experiment: what protocols and trainings share. Generated code reaches data, trained models and random numbers
/// through it.
/// </summary>
public sealed class Session
{
    private const int ModelsInMemory = 32;

    private readonly Manifest _manifest;
    private readonly RunFolder _folder;
    private readonly DataFiles _data;
    private readonly IResultKeeper _keeper;
    private readonly Claims _claims;
    private readonly CancellationToken _cancelled;
    private readonly Dictionary<string, object> _shared = [];
    private readonly Dictionary<string, object> _models = [];
    private readonly Dictionary<string, UserError> _diverged = [];
    private List<string> _used = [];
    private IReadOnlyList<long> _sideBySide = [];

    internal Session(
        Manifest manifest, RunFolder folder, DataFiles data, Device device, IResultKeeper keeper, Claims claims, IProgressView progress,
        CancellationToken cancelled)
    {
        (_manifest, _folder, _data, Device, Progress, _cancelled) = (manifest, folder, data, device, progress, cancelled);
        (_keeper, _claims) = (keeper, claims);
        DataIdentity = StableHash.Hex(manifest.Data.Select(file => $"{file.Name}={file.Value}"));
    }

    /// <summary>Where tensors live.</summary>
    public Device Device { get; }

    /// <summary>The full path of a data file of the experiment.</summary>
    public string DataFile(string name) => _data.Find(name);

    /// <summary>The folder of data that the experiment makes itself.</summary>
    public string MadeData => _folder.MadeData;

    /// <summary>A value that is made once in a run and shared, for example loaded data. It must not belong to a dispose scope.</summary>
    public T Shared<T>(string name, Func<T> make) where T : class
    {
        if (_shared.TryGetValue(name, out var made)) return (T)made;
        var value = make();
        _shared.Add(name, value);
        return value;
    }

    /// <summary>The random stream of a purpose in the cell or training of a replicate, at its first number.</summary>
    public RandomStream Random(string purpose, int replicate) => new(Seed(replicate), purpose, Device);

    /// <summary>
    /// The trained model of a replicate: from memory, from the run's folder, from an interrupted run's checkpoint, or trained now. Call
    /// it outside dispose scopes.
    /// </summary>
    public TModel Trained<TParams, TModel>(Training<TParams, TModel> training, TParams parameters, int replicate)
        where TModel : ICheckpointed =>
        Trained(training, parameters, Seed(replicate));

    /// <summary>As <see cref="Trained{TParams, TModel}(Training{TParams, TModel}, TParams, int)"/>, where parameters depend on the replicate: it is trained by itself.</summary>
    public TModel TrainedAlone<TParams, TModel>(Training<TParams, TModel> training, TParams parameters, int replicate)
        where TModel : ICheckpointed =>
        Trained(training, parameters, [Seed(replicate)])[0];

    internal TModel Trained<TParams, TModel>(Training<TParams, TModel> training, TParams parameters, long seed) where TModel : ICheckpointed
    {
        var wanted = Named(training, parameters, seed);
        if (!_models.TryGetValue(wanted.Name, out var model))
        {
            if (!_diverged.ContainsKey(wanted.Name) && !File.Exists(_folder.Model(wanted.Name))) Train(training, parameters, Beside(training, parameters, wanted));
            if (_diverged.TryGetValue(wanted.Name, out var error)) throw error;
            if (!_models.TryGetValue(wanted.Name, out model)) Remember(wanted.Name, model = Stored(training, parameters, wanted));
        }
        Use(wanted.Name);
        return (TModel)model;
    }

    /// <summary>The trained models of some seeds; those that are still to be trained are trained side by side where they can be.</summary>
    internal IReadOnlyList<TModel> Trained<TParams, TModel>(
        Training<TParams, TModel> training, TParams parameters, IReadOnlyList<long> seeds)
        where TModel : ICheckpointed
    {
        IReadOnlyList<TModel> models = [];
        SideBySide(seeds, () => models = [.. seeds.Select(seed => Trained(training, parameters, seed))]);
        return models;
    }

    /// <summary>Tells, while something works, which seeds are going to need the same trainings: these may be trained together.</summary>
    internal void SideBySide(IReadOnlyList<long> seeds, Action work)
    {
        var before = _sideBySide;
        _sideBySide = seeds;
        try
        {
            work();
        }
        finally
        {
            _sideBySide = before;
        }
    }

    /// <summary>Notes that a result rests on a training.</summary>
    internal void Use(string training)
    {
        if (!_used.Contains(training)) _used.Add(training);
    }

    /// <summary>The names of the trainings that <paramref name="work"/> rests on.</summary>
    internal IReadOnlyList<string> UsedBy(Action work)
    {
        var (before, during) = (_used, new List<string>());
        _used = during;
        try
        {
            work();
        }
        finally
        {
            _used = before;
            foreach (var training in during) Use(training);
        }
        return during;
    }

    /// <summary>Where it shows how far it is.</summary>
    internal IProgressView Progress { get; set; }

    /// <summary>
    /// Which seeds a training of these settings is trained together with, as it was in another run; null where <see cref="SideBySide"/> alone decides.
    /// </summary>
    internal Func<string, long, IReadOnlyList<Setting>, IReadOnlyList<long>>? Company { get; init; }

    /// <summary>How often a long training writes a checkpoint.</summary>
    internal TimeSpan CheckpointInterval { get; init; } = UsualCheckpointInterval;

    /// <summary>The interval where nothing else is said; a program of the tests shortens it.</summary>
    internal static TimeSpan UsualCheckpointInterval { get; set; } = TimeSpan.FromSeconds(30);

    internal bool IsCancelled => _cancelled.IsCancellationRequested;

    internal string DataIdentity { get; }

    internal void ThrowIfCancelled() => _cancelled.ThrowIfCancellationRequested();

    internal int StepsOf(string training, int budget) =>
        _manifest.BudgetOf(training) is not { } own ? budget
        : own == Manifest.Quick ? Math.Max(1, budget / 10)
        : Manifest.Integer(own);

    internal Budget Budget<TParams>(Training<TParams> training, TParams parameters)
    {
        var steps = training.Steps(parameters, this);
        return new Budget(training.Name, StepsOf(training.Name, steps), steps) { Replaced = _manifest.BudgetOf(training.Name) ?? "" };
    }

    internal string Experiment => _manifest.Experiment;

    /// <summary>Device and versions.</summary>
    internal IReadOnlyList<Setting> Platform => _manifest.Platform;

    internal long Seed(int replicate) => _manifest.SeedOf(replicate);

    /// <summary>Waits for other processes.</summary>
    internal void Pause(TimeSpan time)
    {
        _cancelled.WaitHandle.WaitOne(time);
        ThrowIfCancelled();
    }

    /// <summary>A training for one seed, with the name of its files.</summary>
    private sealed record Wanted(long Seed, string Name, string Identity);

    private Wanted Named<TParams, TModel>(Training<TParams, TModel> training, TParams parameters, long seed) where TModel : ICheckpointed
    {
        var identity = training.Identity(parameters, this, seed);
        return new(seed, $"{training.Name}-seed{Manifest.Text(seed)}-{identity[..12]}", identity);
    }

    /// <summary>
    /// The training that is wanted and those of other seeds that are still to be trained and can be trained with it, in the order of the
    /// seeds; one that was interrupted when it was trained by itself goes on so.
    /// </summary>
    private IReadOnlyList<Wanted> Beside<TParams, TModel>(Training<TParams, TModel> training, TParams parameters, Wanted wanted)
        where TModel : ICheckpointed
    {
        if (training.Replicate is null || File.Exists(Unfinished(wanted.Name))) return [wanted];
        var beside = Company is { } company ? company(training.Name, wanted.Seed, Settings(training, parameters)) : _sideBySide;
        Wanted[] all = [.. beside.Append(wanted.Seed).Distinct().Order().Select(seed => Named(training, parameters, seed))];
        return IsUnfinished(training.Name, all) ? all : [.. all.Where(w => !File.Exists(_folder.Model(w.Name)) && !File.Exists(Unfinished(w.Name)) && !_diverged.ContainsKey(w.Name))];
    }

    /// <summary>Whether these were being trained together, and the process ended before all of their models were kept.</summary>
    private bool IsUnfinished(string training, IReadOnlyList<Wanted> together) => together.Count > 1 && File.Exists(Unfinished(Joint(training, together).Name));

    private static Wanted Joint(string training, IReadOnlyList<Wanted> wanted)
    {
        var identity = StableHash.Hex([.. wanted.Select(w => w.Identity)]);
        var seeds = $"{Manifest.Text(wanted[0].Seed)}to{Manifest.Text(wanted[^1].Seed)}";
        return new(wanted[0].Seed, $"{training}-seeds{seeds}-{identity[..12]}", identity);
    }

    private string Unfinished(string training) => _folder.Model(training) + ".unfinished";

    private TModel Stored<TParams, TModel>(Training<TParams, TModel> training, TParams parameters, Wanted wanted) where TModel : ICheckpointed
    {
        var model = training.Empty(parameters, Device);
        Checkpoint.Restore(_folder.Model(wanted.Name), wanted.Identity, model);
        return model;
    }

    private void Remember(string name, object model)
    {
        if (_models.Count >= ModelsInMemory) _models.Clear();
        _models[name] = model;
    }

    /// <summary>Trains what is wanted, unless another process does or has just done.</summary>
    /// <exception cref="TakenElsewhere">Another process trains some of it.</exception>
    private void Train<TParams, TModel>(Training<TParams, TModel> training, TParams parameters, IReadOnlyList<Wanted> wanted)
        where TModel : ICheckpointed
    {
        ThrowIfCancelled();
        var claimed = wanted.Where(w => _claims.TryClaim(w.Name)).ToArray();
        try
        {
            if (claimed.Length < wanted.Count) throw new TakenElsewhere();
            Wanted[] left = IsUnfinished(training.Name, wanted) ? [.. wanted] : [.. wanted.Where(w => !File.Exists(_folder.Model(w.Name)))];
            if (left.Length > 0) TrainClaimed(training, parameters, left);
        }
        finally
        {
            foreach (var w in claimed) _claims.Release(w.Name);
        }
    }

    private void TrainClaimed<TParams, TModel>(Training<TParams, TModel> training, TParams parameters, IReadOnlyList<Wanted> wanted)
        where TModel : ICheckpointed
    {
        var together = wanted.Count == 1 ? wanted[0] : Joint(training.Name, wanted);
        long[] seeds = [.. wanted.Select(w => w.Seed)];
        var unfinished = Unfinished(together.Name);
        var clock = Stopwatch.StartNew();
        var run = new TrainingRun(this, training.Name, seeds, StepsOf(training.Name, training.Steps(parameters, this)), unfinished, together.Identity);
        TModel trained;
        try
        {
            trained = training.Train(parameters, run);
        }
        catch (UserError error) when (wanted.FirstOrDefault(w => w.Seed == error.Seed) is { } diverged)
        {
            _diverged.Add(diverged.Name, error);
            TrainOthers(training, parameters, [.. wanted.Where(w => w != diverged)], unfinished);
            return;
        }
        var seconds = clock.Elapsed.TotalSeconds / wanted.Count;
        if (wanted.Count > 1) Checkpoint.Save(unfinished, together.Identity, run);
        for (var k = 0; k < wanted.Count; k++)
        {
            var model = wanted.Count == 1 ? trained : training.Replicate!(trained, k);
            var curve = new TrainingCurve(training.Name, seeds[k], Settings(training, parameters), run.Curves[k], seconds)
            {
                Objectives = run.Objectives(k),
                Measures = run.Measured,
                Warnings = run.Warnings,
                Together = seeds,
            };
            _keeper.Keep(wanted[k].Name, curve);
            Checkpoint.Save(_folder.Model(wanted[k].Name), wanted[k].Identity, model);
            Remember(wanted[k].Name, model);
        }
        File.Delete(unfinished);
        Progress.Trained(training.Name, TrainingRun.Words(seeds));
    }

    /// <summary>Trains those whose loss has stayed finite, from the start.</summary>
    private void TrainOthers<TParams, TModel>(Training<TParams, TModel> training, TParams parameters, IReadOnlyList<Wanted> others, string unfinished)
        where TModel : ICheckpointed
    {
        if (others.Count == 0) return;
        if (File.Exists(unfinished)) File.Delete(unfinished);
        TrainClaimed(training, parameters, others);
    }

    private static Setting[] Settings<TParams>(Training<TParams> training, TParams parameters) =>
        [.. training.Reads.Select(parameter => new Setting(parameter.Name, parameter.Show(parameters)))];
}

/// <summary>What is reported of one training.</summary>
internal sealed record TrainingCurve(
    string Name, long Seed, IReadOnlyList<Setting> Settings, IReadOnlyList<CurvePoint> Points, double Seconds)
{
    public IReadOnlyList<MeasuredCurve> Objectives { get; init; } = [];

    public IReadOnlyList<MeasuredCurve> Measures { get; init; } = [];

    public IReadOnlyList<WarningResult> Warnings { get; init; } = [];

    /// <summary>The seeds that were trained together.</summary>
    public IReadOnlyList<long> Together { get; init; } = [];
}
