using static TorchSharp.torch;

namespace MLSpec.Runtime.Control.MuJoCo;

/// <summary>What n simulations know, in double precision on the CPU.</summary>
/// <param name="Position">double[n, nq]: generalised positions, in the order of the joints in the MJCF.</param>
/// <param name="Velocity">double[n, nv]: generalised velocities.</param>
/// <param name="Sensors">double[n, k]: what the MJCF's sensors read, in their order.</param>
public sealed record MuJoCoState(Tensor Position, Tensor Velocity, Tensor Sensors);
