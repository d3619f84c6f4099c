using System.Globalization;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Data;

/// <summary>
/// Reads logged transitions: arrays <c>observations, actions, rewards, terminals</c> and, where there are any, <c>next_observations,
/// timeouts</c> (the layout of D4RL: J. Fu et al., "D4RL: Datasets for deep data-driven reinforcement learning", 2020) from an <c>.npz</c>
/// file, a folder of <c>.npy</c> files or an HDF5 file; and Minari's layout, <c>data/main_data.hdf5</c> with a group per episode.
/// </summary>
public static class TransitionFiles
{
    private const string _minari = "data/main_data.hdf5";

    /// <summary>
    /// Reads and checks. Without <c>next_observations</c> they are the next row's observations: a time-limited row, whose next observation
    /// is in no row, is then left out, and a terminal one, after which nothing is seen, gets its own observation. Throws <see
    /// cref="UserError"/> for a missing array, different numbers of rows, numbers that are not finite, flags other than 0 and 1, and ends
    /// that contradict the rows after them.
    /// </summary>
    public static LoggedTransitions Read(string path)
    {
        if (Directory.Exists(path))
        {
            var minari = Path.Combine(path, _minari);
            return File.Exists(minari) ? ReadHdf5(minari) : Guarded(path, () => FromArrays(path, new NpyFolder(path)));
        }
        return path.EndsWith(".npz", StringComparison.OrdinalIgnoreCase)
            ? DataFile.Read(path, stream => FromArrays(path, new NpzArrays(stream)))
            : ReadHdf5(path);
    }

    /// <summary>
    /// The transitions as typed rows: arrays in an HDF5 or <c>.npz</c> file or in a folder of <c>.npy</c> files. Throws as <see cref="Read"/> and
    /// <see cref="LoggedTransitions.ToRows{TRows}(string)"/> do.
    /// </summary>
    public static TRows D4rl<TRows>(string path) where TRows : IRows<TRows> => Typed<TRows>(path, () => Read(path));

    /// <summary>
    /// The transitions as typed rows: the folder of a Minari data set, or its <c>main_data.hdf5</c>. Throws as <see cref="Read"/> and
    /// <see cref="LoggedTransitions.ToRows{TRows}(string)"/> do, and where there are no episodes.
    /// </summary>
    public static TRows Minari<TRows>(string path) where TRows : IRows<TRows> => Typed<TRows>(path, () =>
    {
        var file = Directory.Exists(path) ? Path.Combine(path, _minari) : path;
        if (!File.Exists(file))
            throw new UserError($"'{path}' is no data set of Minari's: it has no {_minari}. Arrays named as in D4RL are read by `d4rl`.");
        return ReadHdf5(file);
    });

    private static TRows Typed<TRows>(string path, Func<LoggedTransitions> read) where TRows : IRows<TRows>
    {
        using var scope = NewDisposeScope();
        return read().ToRows<TRows>(path).MoveToOuterDisposeScope();
    }

    private static LoggedTransitions ReadHdf5(string path) => Guarded(path, () =>
    {
        using var root = Hdf5Arrays.Open(path);
        var episodes = root.Groups.Where(name => name.StartsWith("episode_", StringComparison.Ordinal)).OrderBy(EpisodeNumber).ToArray();
        return episodes.Length == 0 ? FromArrays(path, root) : MinariEpisodes.Join(path, episodes.Select(name => (name, root.Group(name))));
    });

    private static LoggedTransitions Guarded(string path, Func<LoggedTransitions> read) =>
        Directory.Exists(path) ? DataFile.Explained(path, read) : DataFile.Read(path, _ => read());

    private static int EpisodeNumber(string name) =>
        int.TryParse(name.AsSpan("episode_".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : int.MaxValue;

    private static LoggedTransitions FromArrays(string path, IArraySource source)
    {
        using (source)
        using (var scope = NewDisposeScope())
        {
            var arrays = new TransitionArrays(path, source);
            var observations = arrays.Numbers("observations");
            var count = observations.size(0);
            var actions = arrays.Values("actions", count);
            var rewards = arrays.Scalars("rewards", count);
            var terminals = arrays.Flags("terminals", count);
            var timeouts = arrays.Has("timeouts") ? arrays.Flags("timeouts", count) : zeros_like(terminals);
            var rows = arrays.Has("next_observations")
                ? new LoggedTransitions(observations, actions, rewards, arrays.Numbers("next_observations", count), terminals, timeouts)
                : Succeeding(path, observations, actions, rewards, terminals, timeouts);
            TransitionArrays.RequireSameShape(path, rows);
            TransitionArrays.RequireEnds(path, rows);
            return Kept(rows);
        }
    }

    /// <summary>What was seen next is what was seen in the next row, within an episode.</summary>
    private static LoggedTransitions Succeeding(
        string path, Tensor observations, Tensor actions, Tensor rewards, Tensor terminals, Tensor timeouts)
    {
        if (!terminals.logical_or(timeouts).any().item<bool>())
            throw new UserError($"{path} has no array 'next_observations' and no row that ends an episode: "
                + "the rows after the end of an episode would count as its continuation. "
                + "Mark the ends in 'terminals' and 'timeouts', or store 'next_observations'.");
        var count = observations.size(0);
        var ends = terminals.reshape([count, .. Enumerable.Repeat(1L, (int)observations.dim() - 1)]);
        var next = where(ends, observations, observations.roll(-1, 0));
        var hasNext = terminals.logical_or(timeouts.logical_not());
        hasNext[count - 1] = terminals[count - 1];
        var places = hasNext.nonzero().squeeze(1);
        Tensor At(Tensor values) => values.index_select(0, places);
        return new(At(observations), At(actions), At(rewards), At(next), At(terminals), At(timeouts));
    }

    private static LoggedTransitions Kept(LoggedTransitions rows) => new(
        rows.Observations.MoveToOuterDisposeScope(), rows.Actions.MoveToOuterDisposeScope(), rows.Rewards.MoveToOuterDisposeScope(),
        rows.Next.MoveToOuterDisposeScope(), rows.Terminals.MoveToOuterDisposeScope(), rows.Timeouts.MoveToOuterDisposeScope());
}
