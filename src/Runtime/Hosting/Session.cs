using System.Diagnostics;
using MLSpec.Runtime.Random;
using MLSpec.Runtime.Store;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Hosting;

/// <summary>One run of an experiment: what protocols and trainings share. Generated code reaches data, trained models and random numbers through it.</summary>
public sealed class Session
{
    private const int ModelsInMemory = 32;

    private readonly Manifest _manifest;
    private readonly RunFolder _folder;
    private readonly DataFiles _data;
    private readonly CancellationToken _cancelled;
    private readonly Dictionary<string, object> _shared = [];
    private readonly Dictionary<string, object> _models = [];
    private readonly List<TrainingCurve> _curves = [];

    internal Session(Manifest manifest, RunFolder folder, DataFiles data, Device device, IProgressView progress, CancellationToken cancelled)
    {
        (_manifest, _folder, _data, Device, Progress, _cancelled) = (manifest, folder, data, device, progress, cancelled);
        DataIdentity = StableHash.Hex(manifest.Data.Select(file => $"{file.Name}={file.Value}"));
    }

    /// <summary>Where tensors live.</summary>
    public Device Device { get; }

    /// <summary>The full path of a data file of the experiment.</summary>
    public string DataFile(string name) => _data.Find(name);

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
    public TModel Trained<TParams, TModel>(Training<TParams, TModel> training, TParams parameters, int replicate) where TModel : ICheckpointed =>
        Trained(training, parameters, Seed(replicate));

    internal TModel Trained<TParams, TModel>(Training<TParams, TModel> training, TParams parameters, long seed) where TModel : ICheckpointed
    {
        var identity = training.Identity(parameters, this, seed);
        if (_models.TryGetValue(identity, out var known)) return (TModel)known;
        using var noGrad = no_grad();
        var path = _folder.Trained(training.Name, seed, identity);
        var (model, finished) = File.Exists(path)
            ? Stored(training, parameters, path, identity)
            : Train(training, parameters, seed, path, identity);
        if (_models.Count >= ModelsInMemory) _models.Clear();
        _models.Add(identity, model);
        if (!_curves.Any(curve => curve.Identity == identity))
            _curves.Add(new TrainingCurve(training.Name, seed, identity, Settings(training, parameters), finished.Curve, finished.Seconds));
        return model;
    }

    internal IProgressView Progress { get; }

    /// <summary>The curves of all trainings that the run needed, in the order of first use.</summary>
    internal IReadOnlyList<TrainingCurve> Curves => _curves;

    /// <summary>How often a long training writes a checkpoint.</summary>
    internal TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromSeconds(30);

    internal bool IsCancelled => _cancelled.IsCancellationRequested;

    internal string DataIdentity { get; }

    internal void ThrowIfCancelled() => _cancelled.ThrowIfCancellationRequested();

    internal int StepsOf(string training, int budget) =>
        _manifest.Budgets.FirstOrDefault(setting => setting.Name == training) is { } own ? Manifest.Integer(own.Value) : budget;

    internal string CellFile(string protocol) => _folder.Cells(protocol);

    /// <summary>What makes a cell the same cell: settings and data of the run, and what is measured.</summary>
    internal string Identity(string fingerprint) => StableHash.Hex(_manifest.Identity, fingerprint);

    internal long Seed(int replicate) => _manifest.Seed + replicate;

    private (TModel Model, FinishedTraining Finished) Stored<TParams, TModel>(
        Training<TParams, TModel> training, TParams parameters, string path, string identity) where TModel : ICheckpointed
    {
        var model = training.Empty(parameters, Device);
        var finished = new FinishedTraining(model);
        Checkpoint.Restore(path, identity, finished);
        return (model, finished);
    }

    private (TModel Model, FinishedTraining Finished) Train<TParams, TModel>(
        Training<TParams, TModel> training, TParams parameters, long seed, string path, string identity) where TModel : ICheckpointed
    {
        ThrowIfCancelled();
        var unfinished = path + ".unfinished";
        var clock = Stopwatch.StartNew();
        var run = new TrainingRun(this, training.Name, seed, StepsOf(training.Name, training.Steps), unfinished, identity);
        var model = training.Train(parameters, run);
        var finished = new FinishedTraining(model) { Curve = run.Curve, Seconds = clock.Elapsed.TotalSeconds };
        Checkpoint.Save(path, identity, finished);
        File.Delete(unfinished);
        Progress.Trained(training.Name, seed);
        return (model, finished);
    }

    private static Setting[] Settings<TParams>(Training<TParams> training, TParams parameters) =>
        [.. training.Reads.Select(parameter => new Setting(parameter.Name, parameter.Show(parameters)))];
}

/// <summary>What is reported of one training.</summary>
internal sealed record TrainingCurve(
    string Name, long Seed, string Identity, IReadOnlyList<Setting> Settings, IReadOnlyList<CurvePoint> Points, double Seconds);
