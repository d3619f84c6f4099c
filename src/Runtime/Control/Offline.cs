using MLSpec.Runtime.Data;
using MLSpec.Runtime.Random;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Control;

/// <summary>Logged data that a stated behaviour policy makes. <see cref="GeneratedRows"/> keeps them in a file.</summary>
public static class Offline
{
    /// <summary>
    /// <paramref name="size"/> transitions of the policy's episodes. As many run side by side as it takes to fill the rows with whole ones;
    /// those that stop early are started again.
    /// </summary>
    /// <param name="episodes">Episodes side by side, if not that many.</param>
    public static TRows OfEpisodes<TRows>(IEnvironment environment, Policy behaviour, int size, RandomStream world, RandomStream choices,
        int? episodes = null) where TRows : IRows<TRows>
    {
        var count = episodes ?? (Positive(size) + environment.Horizon - 1) / environment.Horizon;
        if (count < 1)
            throw new UserError($"Transitions come from at least 1 episode at a time, not {count}.");
        using var collector = new Collector<TRows>(environment, count, world);
        Tensor[] columns = [.. TRows.Schema.Select(column => zeros([size, .. column.Shape], column.Type, world.Device))];
        for (var done = 0; done < size; done += count)
        {
            using var scope = NewDisposeScope();
            var part = Math.Min(count, size - done);
            foreach (var (to, from) in columns.Zip(collector.Step(behaviour, choices).Columns))
                to.narrow(0, done, part).copy_(from.narrow(0, 0, part));
        }
        return TRows.FromColumns(columns);
    }

    /// <summary>One transition from each of <paramref name="size"/> states that are drawn independently, episodes or not.</summary>
    /// <param name="states">n states, [n, ...].</param>
    public static TRows OfStates<TRows>(TensorEnvironment environment, Func<long, RandomStream, Tensor> states, Policy behaviour, int size,
        RandomStream world, RandomStream choices) where TRows : IRows<TRows>
    {
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        var from = states(Positive(size), world);
        return environment.Transitions<TRows>(from, behaviour(environment.Seen(from), choices), world).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// <see cref="OfStates"/>, made once and kept in a file of <paramref name="folder"/>: all rows are for training.
    /// </summary>
    /// <param name="identity">What tells these rows from others: a hash of environment, law of the states and policy.</param>
    public static Splits<TRows> FromStates<TRows>(string folder, string identity, TensorEnvironment environment, Func<long, RandomStream, Tensor> states,
        Policy behaviour, int size, long seed) where TRows : IRows<TRows> =>
        Kept(folder, identity, size, seed, (world, choices) => OfStates<TRows>(environment, states, behaviour, size, world, choices));

    /// <summary>
    /// <see cref="OfEpisodes"/>, made once and kept in a file of <paramref name="folder"/>: all rows are for training.
    /// </summary>
    /// <inheritdoc cref="FromStates"/>
    public static Splits<TRows> FromEpisodes<TRows>(string folder, string identity, IEnvironment environment, Policy behaviour, int size, long seed)
        where TRows : IRows<TRows> =>
        Kept(folder, identity, size, seed, (world, choices) => OfEpisodes<TRows>(environment, behaviour, size, world, choices));

    private static Splits<TRows> Kept<TRows>(string folder, string identity, int size, long seed, Func<RandomStream, RandomStream, TRows> make)
        where TRows : IRows<TRows> => GeneratedRows.Get(
            folder, $"{identity} {size} {seed}", () => make(new RandomStream(seed, "world"), new RandomStream(seed, "behaviour"))).AllForTraining();

    private static int Positive(int size) =>
        size >= 1 ? size : throw new UserError($"Off-line data need at least 1 transition, not {size}.");
}
