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
    /// As typed rows with the columns of <see cref="TransitionRows"/>. Throws <see cref="UserError"/> when observations or actions have another
    /// shape than the rows, or labels are no labels.
    /// </summary>
    /// <param name="source">What they are, for messages: a file, an environment.</param>
    /// <exception cref="ArgumentException">The rows have other columns.</exception>
    public TRows ToRows<TRows>(string source) where TRows : IRows<TRows>
    {
        using var scope = NewDisposeScope();
        return TRows.FromColumns([.. TRows.Schema.Select(column => Values(source, column).clone().MoveToOuterDisposeScope())]);
    }

    /// <summary>
    /// As typed rows, in the order of <see cref="TransitionRows"/>. Throws <see cref="UserError"/> when observations or actions have
    /// another shape than the rows, or an action lies outside the environment's.
    /// </summary>
    public TRows ToRows<TRows>(IEnvironment environment) where TRows : IRows<TRows>
    {
        TransitionRows.Require<TRows>(environment);
        using var scope = NewDisposeScope();
        var rows = ToRows<TRows>(environment.Name);
        RequireWithin(environment.Actions);
        return rows.MoveToOuterDisposeScope();
    }

    private Tensor Values(string source, Column column)
    {
        var (name, values) = TransitionRows.Names.IndexOf(column.Name) switch
        {
            0 => ("observations", Observations),
            1 => ("actions", Actions),
            2 => ("rewards", Rewards),
            3 => ("next observations", Next),
            4 => ("terminals", Terminals.to(ScalarType.Float32)),
            _ => throw new ArgumentException($"Transitions have the columns {string.Join(", ", TransitionRows.Names)}, not {column.Name}.", nameof(column)),
        };
        if (values.numel() != Count * column.Width)
            throw new UserError($"{source}: the {name} have the shape [{string.Join(", ", values.shape)}], but the rows' '{column.Name}' is "
                + $"[rows{string.Concat(column.Shape.Select(size => $", {size}"))}]");
        if (column.Kind != ColumnKind.Float && values.is_floating_point())
            RequireWhole($"{source}, {name}", column, values);
        if (column.Kind == ColumnKind.Class)
            RequireLabels($"{source}, {name}", column, values);
        return values.to(column.Type).reshape([Count, .. column.Shape]);
    }

    /// <summary>Labels may be stored as floating-point numbers, as long as they are whole.</summary>
    private void RequireWhole(string name, Column column, Tensor values)
    {
        var broken = values.reshape(Count, -1).ne(values.reshape(Count, -1).round()).nonzero();
        if (broken.size(0) > 0)
            throw new UserError($"{name}, row {broken[0, 0].item<long>()}: the rows' '{column.Name}' is whole, but the data hold fractions");
    }

    private void RequireLabels(string name, Column column, Tensor values)
    {
        var flat = values.reshape(Count, -1);
        var wrong = flat.lt(0).logical_or(flat.ge(column.Classes)).nonzero();
        if (wrong.size(0) > 0)
            throw new UserError($"{name}, row {wrong[0, 0].item<long>()}: {Require.Text(flat[wrong[0, 0], wrong[0, 1]].to(ScalarType.Float64).item<double>())} "
                + $"is not a label from 0 to {column.Classes - 1}");
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
