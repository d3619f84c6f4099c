using System.Collections.Immutable;
using MLSpec.Runtime.Data;
using MLSpec.Runtime.Random;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Control;

/// <summary>
/// An environment of pure functions over n states at once: what the language's <c>environment { ... }</c> becomes. A state is one float32
/// tensor [n, ...<see cref="StateShape"/>]; a record's fields lie side by side in it. The functions must not keep or change their
/// arguments.
/// </summary>
public sealed record TensorEnvironment : IEnvironment
{
    /// <inheritdoc/>
    public required string Name { get; init; }

    /// <summary>The shape of one state; empty for a scalar.</summary>
    public required ImmutableArray<long> StateShape { get; init; }

    /// <inheritdoc/>
    public required Space Observations { get; init; }

    /// <inheritdoc/>
    public required Space Actions { get; init; }

    /// <inheritdoc/>
    public required int Horizon { get; init; }

    /// <summary>n states at which episodes begin.</summary>
    public required Func<long, RandomStream, Tensor> Start { get; init; }

    /// <summary>The states that follow (states, actions).</summary>
    public required Func<Tensor, Tensor, RandomStream, Tensor> Step { get; init; }

    /// <summary>float[n], of (states, actions, states that follow).</summary>
    public required Func<Tensor, Tensor, Tensor, Tensor> Reward { get; init; }

    /// <summary>bool[n]: which states end an episode; none where it is null.</summary>
    public Func<Tensor, Tensor>? Stop { get; init; }

    /// <summary>What is seen of the states; the states themselves where it is null.</summary>
    public Func<Tensor, Tensor>? Observe { get; init; }

    /// <inheritdoc/>
    public IEpisodes Open(int count, RandomStream random) => new TensorEpisodes(this, count, random);

    /// <summary>
    /// One transition from each of the given states, whether an episode would ever get there or not: (seen, action, reward, seen next,
    /// stopped), the columns of <typeparamref name="TRows"/>.
    /// </summary>
    public TRows Transitions<TRows>(Tensor states, Tensor actions, RandomStream random) where TRows : IRows<TRows>
    {
        TransitionRows.Require<TRows>(this);
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        var admitted = Actions.Admit(actions, Actions.Bounds(actions.device));
        var next = Step(states, admitted, random);
        var stopped = Stop?.Invoke(next).to(ScalarType.Float32) ?? zeros(states.size(0), device: states.device);
        Tensor[] columns = [Seen(states), admitted, Reward(states, admitted, next), Seen(next), stopped];
        return TRows.FromColumns([.. columns.Select(column => column.clone().MoveToOuterDisposeScope())]);
    }

    /// <summary>n times what holds for every state.</summary>
    public static Tensor ForEach(Tensor value, long n) => value.unsqueeze(0).expand([n, .. value.shape]);

    /// <inheritdoc cref="ForEach(Tensor, long)"/>
    public static Tensor ForEach(double value, long n) => full(n, value, ScalarType.Float32);

    /// <inheritdoc cref="ForEach(Tensor, long)"/>
    public static Tensor ForEach(bool value, long n) => full(n, value, ScalarType.Bool);

    internal Tensor Seen(Tensor states) => Observe?.Invoke(states) ?? states;
}
