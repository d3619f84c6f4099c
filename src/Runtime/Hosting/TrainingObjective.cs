using MLSpec.Runtime.Store;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Hosting;

/// <summary>The loss of one of several objectives of a training: read now and then, and kept with the training's curve and in its checkpoints.</summary>
public sealed class TrainingObjective : ICheckpointed
{
    private readonly TrainingMeasure[] _read;
    private Tensor? _latest;

    internal TrainingObjective(string name, int replicates) => (Name, _read) = (name, [.. Enumerable.Range(0, replicates).Select(_ => new TrainingMeasure(name))]);

    /// <summary>
    /// Computes the objective, notes what it came to in this step and gives that back: a float32 scalar, or float32[replicates]. What it computed
    /// on the way is freed, so that the next objective finds its memory in the cache.
    /// </summary>
    public Tensor Of(Func<Tensor> compute)
    {
        using var scope = NewDisposeScope();
        return _latest = compute().MoveToOuterDisposeScope();
    }

    internal string Name { get; }

    internal MeasuredCurve Curve(int replicate) => _read[replicate].Curve;

    /// <summary>The loss that was read last of a replicate; 0 before the first.</summary>
    internal double Latest(int replicate) => _read[replicate].LatestStep is null ? 0 : _read[replicate].Latest;

    /// <summary>Reads the step's loss where it is due: at the first step, so many steps after the last one that was read, or where it must be.</summary>
    internal void Read(int step, int every, bool always)
    {
        var loss = _latest;
        _latest = null;
        if (loss is null || !(always || _read[0].LatestStep is not { } last || step - last >= every)) return;
        using var scope = NewDisposeScope();
        var each = loss.expand(_read.Length).cpu();
        for (var k = 0; k < _read.Length; k++) _read[k].Record(step, each[k].item<float>());
    }

    void ICheckpointed.Save(StateWriter state)
    {
        for (var k = 0; k < _read.Length; k++) state.Part($"read{k}", _read[k]);
    }

    void ICheckpointed.Restore(StateReader state)
    {
        for (var k = 0; k < _read.Length; k++) state.Part($"read{k}", _read[k]);
    }
}
