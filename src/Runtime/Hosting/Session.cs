using System.Diagnostics;
using System.Text.Json;
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
    private readonly CancellationToken _cancelled;
    private readonly Dictionary<string, object> _shared = [];
    private readonly Dictionary<string, object> _models = [];
    private List<string> _used = [];

    internal Session(
        Manifest manifest, RunFolder folder, DataFiles data, Device device, IProgressView progress, CancellationToken cancelled)
    {
        (_manifest, _folder, _data, Device, Progress, _cancelled) = (manifest, folder, data, device, progress, cancelled);
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

    internal TModel Trained<TParams, TModel>(Training<TParams, TModel> training, TParams parameters, long seed) where TModel : ICheckpointed
    {
        var identity = training.Identity(parameters, this, seed);
        var name = $"{training.Name}-seed{Manifest.Text(seed)}-{identity[..12]}";
        if (!_models.TryGetValue(name, out var model))
        {
            model = File.Exists(_folder.Model(name))
                ? Stored(training, parameters, name, identity)
                : Train(training, parameters, seed, name, identity);
            if (_models.Count >= ModelsInMemory) _models.Clear();
            _models.Add(name, model);
        }
        Use(name);
        return (TModel)model;
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

    internal IProgressView Progress { get; }

    /// <summary>The curves of all trainings that the results rest on, in the order of first use.</summary>
    internal IReadOnlyList<TrainingCurve> Curves() =>
    [
        .. _used.Select(_folder.Curve).Where(File.Exists)
            .Select(path => JsonSerializer.Deserialize<TrainingCurve>(File.ReadAllText(path), Json.Options)!),
    ];

    /// <summary>How often a long training writes a checkpoint.</summary>
    internal TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromSeconds(30);

    internal bool IsCancelled => _cancelled.IsCancellationRequested;

    internal string DataIdentity { get; }

    internal void ThrowIfCancelled() => _cancelled.ThrowIfCancellationRequested();

    internal int StepsOf(string training, int budget) =>
        _manifest.Budgets.FirstOrDefault(setting => setting.Name == training) is { } own ? Manifest.Integer(own.Value) : budget;

    internal Budget Budget<TParams>(Training<TParams> training, TParams parameters)
    {
        var steps = training.Steps(parameters, this);
        return new Budget(training.Name, StepsOf(training.Name, steps), steps);
    }

    internal string CellFile(string protocol) => _folder.Cells(protocol);

    /// <summary>What makes a cell the same cell: settings and data of the run, and what is measured.</summary>
    internal string Identity(string fingerprint) => StableHash.Hex(_manifest.Identity, fingerprint);

    internal long Seed(int replicate) => _manifest.Seed + replicate;

    private TModel Stored<TParams, TModel>(Training<TParams, TModel> training, TParams parameters, string name, string identity)
        where TModel : ICheckpointed
    {
        var model = training.Empty(parameters, Device);
        Checkpoint.Restore(_folder.Model(name), identity, model);
        return model;
    }

    private TModel Train<TParams, TModel>(Training<TParams, TModel> training, TParams parameters, long seed, string name, string identity)
        where TModel : ICheckpointed
    {
        ThrowIfCancelled();
        var unfinished = _folder.Model(name) + ".unfinished";
        var clock = Stopwatch.StartNew();
        var run = new TrainingRun(this, training.Name, seed, StepsOf(training.Name, training.Steps(parameters, this)), unfinished, identity);
        var model = training.Train(parameters, run);
        var curve = new TrainingCurve(training.Name, seed, Settings(training, parameters), run.Curve, clock.Elapsed.TotalSeconds)
        {
            Objectives = run.Objectives,
            Measures = run.Measured,
        };
        Directory.CreateDirectory(Path.GetDirectoryName(unfinished)!);
        File.WriteAllText(_folder.Curve(name), JsonSerializer.Serialize(curve, Json.Options));
        Checkpoint.Save(_folder.Model(name), identity, model);
        File.Delete(unfinished);
        Progress.Trained(training.Name, seed);
        return model;
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
}
