using MLSpec.Runtime.Random;

namespace MLSpec.Runtime.Control;

/// <summary>
/// A control problem as a value: what can be seen and done, and how long an episode lasts. It holds no state; <see cref="Open"/> makes
/// episodes, and any number of these may run beside each other.
/// </summary>
public interface IEnvironment
{
    /// <summary>For messages and tables.</summary>
    string Name { get; }

    /// <summary>What an observation may be.</summary>
    Space Observations { get; }

    /// <summary>What an action may be.</summary>
    Space Actions { get; }

    /// <summary>Steps after which an episode that has not stopped is cut off.</summary>
    int Horizon { get; }

    /// <summary>
    /// <paramref name="count"/> episodes at their start, on the device of <paramref name="random"/>, which from now on belongs to them: it
    /// is the chance in the world, apart from a policy's own.
    /// </summary>
    IEpisodes Open(int count, RandomStream random);
}
