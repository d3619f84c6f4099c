using System.Globalization;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Control;

/// <summary>One episode of L steps as numbers, to be looked at.</summary>
/// <param name="Observation">The coordinates of what was seen: L + 1 values each, before every step and after the last.</param>
/// <param name="Action">The coordinates of what was done: L values each.</param>
/// <param name="Reward">What each step earned: L values.</param>
/// <param name="Stopped">Whether it ended in an absorbing state, and not at the horizon.</param>
public sealed record Episode(
    IReadOnlyList<EpisodeSeries> Observation, IReadOnlyList<EpisodeSeries> Action, EpisodeSeries Reward, bool Stopped)
{
    /// <summary>One of the recorded episodes.</summary>
    /// <param name="observation">Names for the coordinates of an observation, in row-major order; empty for <c>observation</c>, numbered where there are several.</param>
    /// <param name="action">The same for actions.</param>
    /// <param name="episode">Its index.</param>
    /// <exception cref="ArgumentException">There are other numbers of names than of coordinates.</exception>
    public static Episode Of(Trajectories trajectories, IReadOnlyList<string> observation, IReadOnlyList<string> action, int episode = 0)
    {
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        var length = trajectories.Outcomes.Length[episode].item<long>();
        return new Episode(
            Series(trajectories.Observations, observation, nameof(observation), length + 1, episode),
            Series(trajectories.Actions, action, nameof(action), length, episode),
            Series(trajectories.Rewards, [], "reward", length, episode)[0],
            trajectories.Outcomes.Stopped[episode].item<bool>());
    }

    private static EpisodeSeries[] Series(Tensor recorded, IReadOnlyList<string> names, string what, long length, int episode)
    {
        var rows = recorded.select(1, episode).narrow(0, 0, length).reshape(length, -1).to(ScalarType.Float32).cpu().contiguous();
        var (width, values) = ((int)(recorded.numel() / (recorded.size(0) * recorded.size(1))), rows.data<float>().ToArray());
        if (names.Count != 0 && names.Count != width)
            throw new ArgumentException($"There are {names.Count} names for the {width} coordinates of the {what}.", what);
        string Name(int i) => names.Count > 0 ? names[i] : width == 1 ? what : string.Create(CultureInfo.InvariantCulture, $"{what} {i + 1}");
        return [.. Enumerable.Range(0, width).Select(i => new EpisodeSeries(Name(i), [.. Enumerable.Range(0, (int)length).Select(t => Shortest(values[(t * width) + i]))]))];
    }

    /// <summary>The double that is written as the float is.</summary>
    private static double Shortest(float value) =>
        double.Parse(value.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}

/// <summary>What one coordinate was, step by step.</summary>
public sealed record EpisodeSeries(string Name, IReadOnlyList<double> Values);
