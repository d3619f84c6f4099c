using MLSpec.Runtime.Data;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Control;

/// <summary>
/// n recorded episodes, time first. Only what stands before an episode's end means something: <see cref="Rows{TRows}"/> leaves out the
/// rest. The tensors belong to the dispose scope in which the episodes were recorded.
/// </summary>
/// <param name="Environment">What they were played in.</param>
/// <param name="Observations">float[horizon + 1, n, ...]: what was seen before each step and after the last.</param>
/// <param name="Actions">[horizon, n, ...]: what was done.</param>
/// <param name="Rewards">float[horizon, n]: what it earned.</param>
/// <param name="Outcomes">Returns, lengths, and how each episode ended.</param>
public sealed record Trajectories(
    IEnvironment Environment, Tensor Observations, Tensor Actions, Tensor Rewards, EpisodeOutcomes Outcomes)
{
    /// <summary>The transitions, those of one episode after each other.</summary>
    public TRows Rows<TRows>() where TRows : IRows<TRows>
    {
        TransitionRows.Require<TRows>(Environment);
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        var horizon = Actions.size(0);
        var time = arange(horizon, ScalarType.Int64, device: Actions.device);
        var length = Outcomes.Length.unsqueeze(1);
        var places = time.lt(length).flatten().nonzero().squeeze(1);
        var stops = time.eq(length - 1).logical_and(Outcomes.Stopped.unsqueeze(1)).to(ScalarType.Float32);
        Tensor[] byTime = [Observations.narrow(0, 0, horizon), Actions, Rewards, Observations.narrow(0, 1, horizon), stops.transpose(0, 1)];
        return TRows.FromColumns([.. byTime.Select(values =>
            values.transpose(0, 1).flatten(0, 1).index_select(0, places).MoveToOuterDisposeScope())]);
    }
}
