using MLSpec.Runtime.Store;

namespace MLSpec.Runtime.Hosting;

/// <summary>What is kept of a finished training: the model, the curve and how long it took.</summary>
internal sealed class FinishedTraining(ICheckpointed model) : ICheckpointed
{
    /// <summary>The losses and rates.</summary>
    public IReadOnlyList<CurvePoint> Curve { get; set; } = [];

    /// <summary>Time spent in the process that finished it.</summary>
    public double Seconds { get; set; }

    public void Save(StateWriter state)
    {
        state.Number("seconds", Seconds);
        CurveState.Save(state, Curve);
        state.Part("model", model);
    }

    public void Restore(StateReader state)
    {
        Seconds = state.Number("seconds");
        Curve = CurveState.Restore(state);
        state.Part("model", model);
    }
}
