using MLSpec.Runtime.Data;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Control;

/// <summary>
/// n recorded episodes, time first. What stands after an episode's end repeats its last observation, with reward 0: <see cref="Rows{TRows}"/>
/// leaves it out. The tensors belong to the dispose scope in which the episodes were recorded.
/// </summary>
public sealed class Trajectories
{
    private readonly IEnvironment _environment;

    internal Trajectories(IEnvironment environment, int episodes, Device device)
    {
        _environment = environment;
        long horizon = environment.Horizon;
        var actions = environment.Actions.Column("action");
        Observations = zeros([horizon + 1, episodes, .. environment.Observations.Shape], device: device);
        Actions = zeros([horizon, episodes, .. actions.Shape], actions.Type, device);
        Rewards = zeros([horizon, episodes], device: device);
    }

    /// <summary>float[horizon + 1, n, ...]: what was seen before each step and after the last.</summary>
    public Tensor Observations { get; }

    /// <summary>[horizon, n, ...]: what was done.</summary>
    public Tensor Actions { get; }

    /// <summary>float[horizon, n]: what it earned.</summary>
    public Tensor Rewards { get; }

    /// <summary>Returns, lengths, and how each episode ended.</summary>
    public EpisodeOutcomes Outcomes { get; internal set; } = null!;

    /// <summary>The transitions, those of one episode after each other.</summary>
    public TRows Rows<TRows>() where TRows : IRows<TRows>
    {
        TransitionRows.Require<TRows>(_environment);
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
