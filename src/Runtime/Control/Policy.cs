using MLSpec.Runtime.Random;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Control;

/// <summary>
/// Chooses actions, [n, ...], from observations, [n, ...]; <paramref name="random"/> is the policy's own chance. The result is the caller's to
/// dispose of, with its dispose scope.
/// </summary>
public delegate Tensor Policy(Tensor observation, RandomStream random);

/// <summary>Policies that need no training.</summary>
public static class Policies
{
    /// <summary>Every action is as likely as any other, whatever is seen.</summary>
    public static Policy Uniform(Space actions) => (observation, random) => actions.Uniform(observation.size(0), random);
}
