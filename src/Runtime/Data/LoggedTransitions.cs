using MLSpec.Runtime.Control;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Data;

/// <summary>
/// Transitions that were logged somewhere, as tensors with n rows. An episode that was cut off at a time limit is not one that stopped: the
/// world would have gone on.
/// </summary>
/// <param name="Observations">float[n, ...]: what was seen.</param>
/// <param name="Actions">float[n, ...] or int64[n]: what was done.</param>
/// <param name="Rewards">float[n]: what it earned.</param>
/// <param name="Next">float[n, ...]: what was seen next.</param>
/// <param name="Terminals">bool[n]: the episode stopped here.</param>
/// <param name="Timeouts">bool[n]: the episode was cut off here.</param>
public sealed record LoggedTransitions(Tensor Observations, Tensor Actions, Tensor Rewards, Tensor Next, Tensor Terminals, Tensor Timeouts)
{
    private const double _tolerance = 1e-5;

    /// <summary>The number of transitions.</summary>
    public long Count => Rewards.size(0);

    /// <summary>
    /// As typed rows, in the order of <see cref="TransitionRows"/>. Throws <see cref="UserError"/> when observations or actions have
    /// another shape than the rows, or an action lies outside the environment's.
    /// </summary>
    public TRows ToRows<TRows>(IEnvironment environment) where TRows : IRows<TRows>
    {
        TransitionRows.Require<TRows>(environment);
        RequireShape("observations", Observations, environment.Observations, environment.Name);
        RequireShape("actions", Actions, environment.Actions, environment.Name);
        using var scope = NewDisposeScope();
        RequireWithin(environment.Actions);
        var type = environment.Actions.Column("action").Type;
        if (type == ScalarType.Int64 && Actions.is_floating_point())
            throw new UserError($"The actions of {environment.Name} are whole numbers, but the data hold {Actions.dtype}.");
        long[] seen = [Count, .. environment.Observations.Shape];
        long[] done = [Count, .. environment.Actions.Shape];
        Tensor[] columns =
            [Observations.reshape(seen), Actions.to(type).reshape(done), Rewards, Next.reshape(seen), Terminals.to(ScalarType.Float32)];
        return TRows.FromColumns([.. columns.Select(column => column.clone().MoveToOuterDisposeScope())]);
    }

    /// <summary>A row of [1] is as good as a scalar.</summary>
    private static void RequireShape(string name, Tensor values, Space space, string environment)
    {
        var width = space.Shape.Aggregate(1L, (product, size) => product * size);
        if (values.numel() != values.size(0) * width)
            throw new UserError($"The {name} have the shape [{string.Join(", ", values.shape)}], but those of {environment} are "
                + $"[rows{string.Concat(space.Shape.Select(size => $", {size}"))}].");
    }

    private void RequireWithin(Space actions)
    {
        var flat = Actions.reshape(Count, -1);
        var (low, high) = actions switch
        {
            BoxSpace box => (tensor([.. box.Low.Select(bound => (float)bound)]), tensor([.. box.High.Select(bound => (float)bound)])),
            DiscreteSpace choice => (tensor(0f), tensor((float)choice.Count - 1)),
            _ => throw new ArgumentException($"Unknown space {actions}.", nameof(actions)),
        };
        var slack = _tolerance * (1 + low.abs().maximum(high.abs())).nan_to_num(0, 0, 0);
        var outside = flat.lt(low - slack).logical_or(flat.gt(high + slack)).nonzero();
        if (outside.size(0) == 0)
            return;
        var (row, coordinate) = (outside[0, 0].item<long>(), outside[0, 1].item<long>());
        string Text(Tensor numbers, long place) =>
            Require.Text(Math.Round(numbers.flatten()[place].to(ScalarType.Float64).item<double>(), 6));
        var bound = low.numel() > 1 ? coordinate : 0;
        throw new UserError($"actions, row {row}, element {coordinate}: {Text(flat[row], coordinate)} lies outside the actions of the "
            + $"environment, {Text(low, bound)} to {Text(high, bound)}. "
            + "Scale the data's actions, or state the box they were taken from.");
    }
}
