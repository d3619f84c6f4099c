using System.Diagnostics;
using System.Globalization;
using MLSpec.Runtime.Random;
using MLSpec.Runtime.Store;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Hosting;

/// <summary>
/// What a training loop talks to: device, random streams, the first step, and after each step progress, curve, checkpoint and
/// cancellation. It is that of one replicate, or of several that are trained side by side.
/// </summary>
/// <example><code>
/// run.Track("net", net.Flat).Track("adam", adam).Track("batches", batches);
/// for (var step = run.Start(); step &lt; run.Steps; step++)
/// {
///     ...
///     run.Completed(step, loss, rate);
/// }
/// </code></example>
public sealed class TrainingRun : ICheckpointed
{
    private readonly string _name;
    private readonly IReadOnlyList<long> _seeds;
    private readonly string _checkpoint;
    private readonly string _identity;
    private readonly int _readEvery;
    private readonly List<(string Name, ICheckpointed Part)> _parts = [];
    private readonly List<TrainingMeasure> _measures = [];
    private readonly List<TrainingObjective> _objectives = [];
    private readonly List<TrainingWarning> _warnings = [];
    private readonly List<CurvePoint>[] _curves;
    private readonly Stopwatch _sinceCheckpoint = Stopwatch.StartNew();
    private int _nextStep;

    internal TrainingRun(Session session, string name, IReadOnlyList<long> seeds, int steps, string checkpoint, string identity)
    {
        Session = session;
        Steps = steps;
        (_name, _seeds, _checkpoint, _identity) = (name, seeds, checkpoint, identity);
        _curves = [.. seeds.Select(_ => new List<CurvePoint>())];
        _readEvery = Math.Clamp(steps / 200, 1, 50);
    }

    /// <summary>The run that this training belongs to: data, other trainings.</summary>
    public Session Session { get; }

    /// <summary>Where tensors live.</summary>
    public Device Device => Session.Device;

    /// <summary>The budget; fewer once <see cref="Stop"/> was called.</summary>
    public int Steps { get; private set; }

    /// <summary>The replicate's seed; the first one's of several.</summary>
    public long Seed => _seeds[0];

    /// <summary>
    /// The random stream of a purpose; checkpoints hold its position. It depends on seed and purpose alone, so trainings with the same
    /// seed start from the same weights and batches and their differences are paired. Of several replicates each has its own numbers.
    /// </summary>
    public RandomStream Random(string purpose)
    {
        var stream = new RandomStream(_seeds, purpose, Device);
        Track($"random.{purpose}", stream);
        return stream;
    }

    /// <summary>What an earlier training has yielded for the same parameters and seed.</summary>
    /// <param name="join">Puts the models of several replicates side by side.</param>
    public TModel After<TParams, TModel>(Training<TParams, TModel> training, TParams parameters, Func<IReadOnlyList<TModel>, TModel> join)
        where TModel : ICheckpointed
    {
        var models = Session.Trained(training, parameters, _seeds);
        return models.Count == 1 ? models[0] : join(models);
    }

    /// <summary>Adds a part to what checkpoints hold.</summary>
    public TrainingRun Track(string name, ICheckpointed part)
    {
        _parts.Add((name, part));
        return this;
    }

    /// <summary>Adds a tensor, restored in place, to what checkpoints hold.</summary>
    public TrainingRun Track(string name, Tensor tensor) => Track(name, new TrackedTensor(tensor));

    /// <summary>A value that is measured now and then, at first never.</summary>
    public TrainingMeasure Measure(string name)
    {
        var measure = new TrainingMeasure(name);
        _measures.Add(measure);
        Track($"measure.{name}", measure);
        return measure;
    }

    /// <summary>One of several objectives, whose losses are read now and then.</summary>
    /// <param name="name">Unique in the training.</param>
    public TrainingObjective Objective(string name)
    {
        var objective = new TrainingObjective(name, _seeds.Count);
        _objectives.Add(objective);
        Track($"objective.{name}", objective);
        return objective;
    }

    /// <summary>Something that the training may have to warn of, in words.</summary>
    public TrainingWarning Warning(string text)
    {
        var warning = new TrainingWarning(text, (step, words) => Session.Progress.Warning(_name, Words(_seeds), step + 1, words));
        Track($"warning.{_warnings.Count.ToString(CultureInfo.InvariantCulture)}", warning);
        _warnings.Add(warning);
        return warning;
    }

    /// <summary>A part of the budget that runs or not, by a condition that is looked at once.</summary>
    /// <param name="name">Unique in the training; it names the decision in checkpoints.</param>
    public TrainingPhase Phase(string name)
    {
        var phase = new TrainingPhase();
        Track($"phase.{name}", phase);
        return phase;
    }

    /// <summary>Ends the training with this step, counted from 0.</summary>
    public void Stop(int step) => Steps = Math.Min(Steps, step + 1);

    /// <summary>Restores everything tracked from an interrupted run's checkpoint, if there is one; gives the first step to do.</summary>
    public int Start()
    {
        if (File.Exists(_checkpoint)) Checkpoint.Restore(_checkpoint, _identity, this);
        ShowProgress();
        return _nextStep;
    }

    /// <summary>
    /// Ends a step: reads the loss now and then (reading waits for the device), records the curve, shows progress, writes a checkpoint
    /// every half minute and when the run is interrupted.
    /// </summary>
    /// <param name="step">The step, from 0.</param>
    /// <param name="loss">
    /// The step's loss, a float32 scalar on any device, or float32[replicates]; null where the step has optimised nothing.
    /// </param>
    /// <param name="rate">The step's learning rate.</param>
    /// <exception cref="UserError">The loss is not finite.</exception>
    /// <exception cref="OperationCanceledException">The run was interrupted; the checkpoint is written.</exception>
    public void Completed(int step, Tensor? loss, double rate)
    {
        _nextStep = step + 1;
        if (loss is not null && (step % _readEvery == 0 || _nextStep == Steps)) Read(step, loss, rate);
        foreach (var objective in _objectives)
        {
            objective.Read(step, _readEvery, _nextStep == Steps);
            for (var k = 0; k < _seeds.Count; k++)
                if (!double.IsFinite(objective.Latest(k))) throw NotFinite(step, objective.Latest(k), rate, k, objective.Name);
        }
        if (Session.IsCancelled)
        {
            if (_nextStep < Steps) Checkpoint.Save(_checkpoint, _identity, this);
            Session.ThrowIfCancelled();
        }
        if (_sinceCheckpoint.Elapsed < Session.CheckpointInterval || _nextStep == Steps) return;
        Checkpoint.Save(_checkpoint, _identity, this);
        _sinceCheckpoint.Restart();
    }

    /// <summary>The recorded losses and rates of each replicate.</summary>
    internal IReadOnlyList<IReadOnlyList<CurvePoint>> Curves => _curves;

    /// <summary>For people: <c>seed 3</c>, <c>seeds 1, 2, 3</c>.</summary>
    internal static string Words(IReadOnlyList<long> seeds) =>
        (seeds.Count == 1 ? "seed " : "seeds ") + string.Join(", ", seeds.Select(seed => seed.ToString(CultureInfo.InvariantCulture)));

    /// <summary>The losses of each objective of a replicate, where there are several.</summary>
    internal IReadOnlyList<MeasuredCurve> Objectives(int replicate) => [.. _objectives.Select(objective => objective.Curve(replicate))];

    /// <summary>What was measured on the way.</summary>
    internal IReadOnlyList<MeasuredCurve> Measured => [.. _measures.Select(measure => measure.Curve)];

    /// <summary>What it warned of.</summary>
    internal IReadOnlyList<WarningResult> Warnings => [.. _warnings.Select(warning => warning.Result).OfType<WarningResult>()];

    void ICheckpointed.Save(StateWriter state)
    {
        state.Integer("step", _nextStep);
        for (var k = 0; k < _curves.Length; k++) CurveState.Save(state, _curves[k], k);
        foreach (var (name, part) in _parts) state.Part(name, part);
    }

    void ICheckpointed.Restore(StateReader state)
    {
        _nextStep = (int)state.Integer("step");
        for (var k = 0; k < _curves.Length; k++)
        {
            _curves[k].Clear();
            _curves[k].AddRange(CurveState.Restore(state, k));
        }
        foreach (var (name, part) in _parts) state.Part(name, part);
    }

    private void Read(int step, Tensor loss, double rate)
    {
        using var each = loss.expand(_seeds.Count).cpu();
        for (var k = 0; k < _seeds.Count; k++)
        {
            using var own = each[k];
            Read(step, own.item<float>(), rate, k);
        }
        ShowProgress();
    }

    private void Read(int step, double loss, double rate, int replicate)
    {
        if (!double.IsFinite(loss)) throw NotFinite(step, loss, rate, replicate, objective: "");
        _curves[replicate].Add(new CurvePoint(step, loss, rate));
    }

    /// <summary>How far it is, and the loss: the mean over the replicates.</summary>
    private void ShowProgress()
    {
        var last = _curves[0].LastOrDefault() is { } point ? point with { Loss = _curves.Average(curve => curve[^1].Loss) } : null;
        Session.Progress.Training(_name, Words(_seeds), _nextStep, Steps, last);
    }

    private UserError NotFinite(int step, double loss, double rate, int replicate, string objective)
    {
        var (culture, curve) = (CultureInfo.InvariantCulture, _curves[replicate]);
        var last = objective.Length == 0 && curve.Count > 0 ? string.Create(culture, $" (it was {curve[^1].Loss:G4} at step {curve[^1].Step})") : "";
        return new UserError(
            string.Create(culture, $"train {_name}, seed {_seeds[replicate]}: the loss{(objective.Length == 0 ? "" : " " + objective)} is {loss} at step {step}{last}; ")
            + string.Create(culture, $"likely the rate {rate:G3} is too high, ")
            + "or the objective takes the logarithm, root or quotient of a number that reaches 0; "
            + "try a lower rate, a longer warm-up or gradient clipping")
        {
            Seed = _seeds[replicate],
        };
    }

    private sealed class TrackedTensor(Tensor tensor) : ICheckpointed
    {
        public void Save(StateWriter state) => state.Tensor("value", tensor);

        public void Restore(StateReader state) => state.Tensor("value", tensor);
    }
}
