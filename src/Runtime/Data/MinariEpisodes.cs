using static TorchSharp.torch;

namespace MLSpec.Runtime.Data;

/// <summary>
/// Minari's layout: a group per episode with <c>actions, rewards, terminations, truncations</c> of T rows and <c>observations</c> of T + 1,
/// so that what was seen after the last step is there too.
/// </summary>
internal static class MinariEpisodes
{
    public static LoggedTransitions Join(string path, IEnumerable<(string Name, Hdf5Arrays Group)> episodes)
    {
        using var scope = NewDisposeScope();
        var read = episodes.Select(episode => Read($"{path}, {episode.Name}", episode.Group)).ToArray();
        Tensor All(Func<LoggedTransitions, Tensor> part) => cat([.. read.Select(part)], 0).MoveToOuterDisposeScope();
        return new(All(rows => rows.Observations), All(rows => rows.Actions), All(rows => rows.Rewards), All(rows => rows.Next),
            All(rows => rows.Terminals), All(rows => rows.Timeouts));
    }

    private static LoggedTransitions Read(string path, Hdf5Arrays episode)
    {
        foreach (var name in (string[])["observations", "actions"])
            if (episode.Groups.Contains(name))
                throw new UserError($"{path}: '{name}' is a group of arrays. Only {name} that are one array are read: "
                    + "flatten the space with a wrapper.");
        var arrays = new TransitionArrays(path, episode);
        var observations = arrays.Numbers("observations");
        var steps = observations.size(0) - 1;
        if (steps < 1)
            throw new UserError($"{path} has no step: 'observations' has {steps + 1} row.");
        if (episode.Names.Contains("actions") && episode.Read("actions").Shape is [var rows, ..] && rows != steps)
            throw new UserError($"{path}: 'actions' has {rows} rows, but 'observations' has {steps + 1}: "
                + "one more than there are steps was expected.");
        var terminals = arrays.Flags("terminations", steps);
        var timeouts = arrays.Flags("truncations", steps);
        RequireOneEnd(path, terminals, timeouts);
        return new(observations.narrow(0, 0, steps), arrays.Values("actions", steps), arrays.Scalars("rewards", steps),
            observations.narrow(0, 1, steps), terminals, timeouts);
    }

    /// <summary>The last row ends the episode, in either way, and no other does.</summary>
    private static void RequireOneEnd(string path, Tensor terminals, Tensor timeouts)
    {
        var last = terminals.size(0) - 1;
        var ends = terminals.logical_or(timeouts).nonzero();
        var first = ends.size(0) == 0 ? -1 : ends[0, 0].item<long>();
        if (first != last)
            throw new UserError(first < 0
                ? $"{path} ends after {last + 1} steps with neither a termination nor a truncation. Mark its last row."
                : $"{path}, row {first} ends the episode, but {last - first} more follow.");
    }
}
