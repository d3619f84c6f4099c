using static TorchSharp.torch;

namespace MLSpec.Runtime.Control;

/// <summary>What n episodes came to.</summary>
/// <param name="Return">float[n]: the sum of the rewards, summed in double precision.</param>
/// <param name="Length">int64[n]: the number of steps.</param>
/// <param name="Stopped">bool[n]: ended in an absorbing state, not at the horizon.</param>
public sealed record EpisodeOutcomes(Tensor Return, Tensor Length, Tensor Stopped);
