using MLSpec.Runtime.Store;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Hosting;

/// <summary>The loss of one of several objectives of a training: read now and then, and kept with the training's curve and in its checkpoints.</summary>
public sealed class TrainingObjective : ICheckpointed
{
    private readonly TrainingMeasure _read;
    private Tensor? _latest;

    internal TrainingObjective(string name) => _read = new TrainingMeasure(name);

    /// <summary>Notes what the objective came to in this step: a float32 scalar, which is given back.</summary>
    public Tensor Of(Tensor loss) => _latest = loss;

    internal string Name => _read.Name;

    internal MeasuredCurve Curve => _read.Curve;

    /// <summary>The step's loss where it is due: at the first step, so many steps after the last one that was read, or where it must be; else null.</summary>
    internal float? Read(int step, int every, bool always)
    {
        var loss = _latest;
        _latest = null;
        if (loss is null || !(always || _read.LatestStep is not { } last || step - last >= every)) return null;
        var value = loss.item<float>();
        _read.Record(step, value);
        return value;
    }

    void ICheckpointed.Save(StateWriter state) => state.Part("read", _read);

    void ICheckpointed.Restore(StateReader state) => state.Part("read", _read);
}
