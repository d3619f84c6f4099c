using MLSpec.Runtime.Random;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Control;

/// <summary>
/// Chooses actions, [n, ...], from observations, [n, ...]; <paramref name="random"/> is the policy's own chance. The result is the caller's
/// to dispose of, with its dispose scope.
/// </summary>
public delegate Tensor Policy(Tensor observation, RandomStream random);

/// <summary>Policies that need no training.</summary>
public static class Policies
{
    /// <summary>Every action is as likely as any other, whatever is seen.</summary>
    public static Policy Uniform(Space actions) => (observation, random) => actions.Uniform(observation.size(0), random);

    /// <summary>
    /// In each episode and step by itself, <paramref name="rare"/> with the given probability, else <paramref name="usual"/>: explored or
    /// disturbed behaviour.
    /// </summary>
    public static Policy Mixed(double probability, Policy rare, Policy usual)
    {
        Limits.Within("probability", probability, 0, 1);
        return (observation, random) =>
        {
            using var scope = NewDisposeScope();
            var usually = usual(observation, random);
            var shape = new long[usually.dim()];
            Array.Fill(shape, 1);
            shape[0] = observation.size(0);
            var isRare = random.Uniform(shape).lt(probability);
            return where(isRare, rare(observation, random), usually).MoveToOuterDisposeScope();
        };
    }
}
