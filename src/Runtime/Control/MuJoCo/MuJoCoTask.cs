using MLSpec.Runtime.Random;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Control.MuJoCo;

/// <summary>A body and what is wanted of it. The functions are pure, over n simulations at once.</summary>
public sealed record MuJoCoTask
{
    /// <summary>For messages and tables.</summary>
    public required string Name { get; init; }

    /// <summary>The body, as the text of an MJCF file. Files that it refers to need absolute paths.</summary>
    public required string Mjcf { get; init; }

    /// <summary>Steps of the simulation for one step of the environment, with the same action.</summary>
    public required int FrameSkip { get; init; }

    /// <summary>Steps of the environment in an episode.</summary>
    public required int Horizon { get; init; }

    /// <summary>What is seen, [n, k].</summary>
    public required Func<MuJoCoState, Tensor> Observe { get; init; }

    /// <summary>[n], of (state, action, state that follows, seconds between them).</summary>
    public required Func<MuJoCoState, Tensor, MuJoCoState, double, Tensor> Reward { get; init; }

    /// <summary>bool[n]: which states end an episode; none where it is null.</summary>
    public Func<MuJoCoState, Tensor>? Stop { get; init; }

    /// <summary>
    /// Where episodes begin, from n copies of the rest pose; the rest pose itself where it is null. Its sensors are not used.
    /// </summary>
    public Func<MuJoCoState, RandomStream, MuJoCoState>? Begin { get; init; }
}
