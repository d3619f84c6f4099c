using MLSpec.Runtime.Control;
using MLSpec.Runtime.Random;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Tests.Control;

/// <summary>Environments small enough to know everything about.</summary>
internal static class Worlds
{
    /// <summary>x' = x + a from 0; the reward is x'; an episode stops beyond <paramref name="edge"/>.</summary>
    public static TensorEnvironment Walk(int horizon, double edge = double.PositiveInfinity) => new()
    {
        Name = "walk",
        StateShape = [],
        Observations = BoxSpace.Unbounded(),
        Actions = new BoxSpace(-1, 1),
        Horizon = horizon,
        Start = (n, random) => zeros(n, device: random.Device),
        Step = (x, a, _) => x + a,
        Reward = (_, _, next) => next,
        Stop = double.IsFinite(edge) ? x => x.gt(edge) : null,
    };

    /// <summary>As <see cref="Walk"/>, with each episode starting somewhere in [0, 1) and a normal wind of the given deviation.</summary>
    public static TensorEnvironment WindyWalk(int horizon, double edge, double deviation) => Walk(horizon, edge) with
    {
        Start = (n, random) => random.Uniform([n]),
        Step = (x, a, random) => x + a + random.Normal(x.shape, 0, deviation),
    };

    /// <summary>x' = decay x + noise from 0, reward -x'^2: its expectation is known in closed form.</summary>
    public static TensorEnvironment Relaxation(int horizon, double decay, double deviation) => Walk(horizon) with
    {
        Step = (x, _, random) => (x * decay) + random.Normal(x.shape, 0, deviation),
        Reward = (_, _, next) => -next.square(),
    };

    public static Policy Always(double action) => (observation, _) => full_like(observation, action);

    public static RandomStream World(long seed = 1) => new(seed, "world");

    public static RandomStream Choices(long seed = 1) => new(seed, "choices");
}
