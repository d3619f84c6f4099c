using MLSpec.Runtime.Random;
using MLSpec.Runtime.Store;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Control;

/// <summary>Episodes of a <see cref="TensorEnvironment"/>: one tensor program a step, whatever their number.</summary>
internal sealed class TensorEpisodes : BatchedEpisodes
{
    private readonly TensorEnvironment _environment;
    private readonly Tensor _state;

    public TensorEpisodes(TensorEnvironment environment, int count, RandomStream random) : base(environment, count, random)
    {
        _environment = environment;
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        _state = Checked(environment.Start(count, random), [count, .. environment.StateShape], "Start").clone().DetachFromDisposeScope();
        var seen = environment.Seen(_state);
        environment.Observations.Require(seen, count, "observations");
        Observation = environment.Observe is null ? _state : seen.clone().DetachFromDisposeScope();
    }

    public override Tensor Observation { get; }

    protected override (Tensor Reward, Tensor? Stopped) Advance(Tensor action)
    {
        var next = _environment.Step(_state, action, Random);
        var reward = Checked(_environment.Reward(_state, action, next), [Count], "Reward");
        MoveTo(Ended > 0 ? where(PerState(HasEnded), _state, next) : Checked(next, _state.shape, "Step"));
        return (reward, _environment.Stop?.Invoke(_state));
    }

    protected override void Begin() => MoveTo(where(PerState(HasEnded), _environment.Start(Count, Random), _state));

    protected override void SaveWorld(StateWriter state) => state.Tensor("state", _state);

    protected override void RestoreWorld(StateReader state)
    {
        state.Tensor("state", _state);
        Look();
    }

    protected override void DisposeWorld()
    {
        _state.Dispose();
        Observation.Dispose();
    }

    private void MoveTo(Tensor state)
    {
        _state.copy_(state);
        Look();
    }

    private void Look()
    {
        if (_environment.Observe is { } observe)
            Observation.copy_(observe(_state));
    }

    /// <summary>bool[n] as [n, 1, ..., 1] beside states.</summary>
    private Tensor PerState(Tensor mask)
    {
        var shape = new long[_state.dim()];
        Array.Fill(shape, 1);
        shape[0] = Count;
        return mask.view(shape);
    }

    private Tensor Checked(Tensor values, ReadOnlySpan<long> shape, string function) => values.shape.AsSpan().SequenceEqual(shape)
        ? values
        : throw new ArgumentException($"{function} of {_environment.Name} gave [{string.Join(", ", values.shape)}] "
            + $"for {Count} episodes, not [{string.Join(", ", shape.ToArray())}].");
}
