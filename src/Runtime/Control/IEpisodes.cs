using MLSpec.Runtime.Store;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Control;

/// <summary>
/// n episodes that advance together. An episode ends in one of two ways, which value functions must tell apart: it <em>stops</em> (an
/// absorbing state; nothing is earned afterwards) or it is <em>timed out</em> at the horizon (the world would have gone on). An ended
/// episode rests, with reward 0, until <see cref="Restart"/>. The tensors are the same objects throughout and are overwritten by each step.
/// </summary>
public interface IEpisodes : ICheckpointed, IDisposable
{
    /// <summary>n, the number of episodes.</summary>
    int Count { get; }

    /// <summary>float[n, ...]: what is seen now.</summary>
    Tensor Observation { get; }

    /// <summary>float[n]: what the last step earned; 0 for an episode that rested.</summary>
    Tensor Reward { get; }

    /// <summary>bool[n]: in an absorbing state.</summary>
    Tensor Stopped { get; }

    /// <summary>bool[n]: at the horizon and not stopped.</summary>
    Tensor TimedOut { get; }

    /// <summary>int64[n]: steps made since the episode's start.</summary>
    Tensor Age { get; }

    /// <summary>How many episodes have ended, in either way.</summary>
    int Ended { get; }

    /// <summary>
    /// One step of every episode that has not ended. <paramref name="action"/> is [n, ...]; one outside a box of actions acts as the
    /// nearest one inside.
    /// </summary>
    void Step(Tensor action);

    /// <summary>Puts every ended episode at a new start.</summary>
    void Restart();
}
