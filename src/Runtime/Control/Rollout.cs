using MLSpec.Runtime.Random;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Control;

/// <summary>Whole episodes of a policy in an environment, each played once from its start to its end.</summary>
public static class Rollout
{
    /// <summary>What n episodes earned. Nothing else is kept.</summary>
    /// <param name="world">The chance in the world: with the same stream, two policies meet the same winds.</param>
    /// <param name="choices">The policy's own chance.</param>
    /// <param name="discount">What a reward one step later is worth, from 0 to 1.</param>
    public static EpisodeOutcomes Run(
        IEnvironment environment, Policy policy, int episodes, RandomStream world, RandomStream choices, double discount = 1) =>
        Play(environment, policy, episodes, world, choices, Limits.Within("discount", discount, 0, 1), record: null);

    /// <summary>The same with everything that was seen, done and earned, step by step.</summary>
    /// <inheritdoc cref="Run"/>
    public static Trajectories Record(IEnvironment environment, Policy policy, int episodes, RandomStream world, RandomStream choices)
    {
        var record = new Trajectories(environment, episodes, world.Device);
        record.Outcomes = Play(environment, policy, episodes, world, choices, 1, record);
        return record;
    }

    private static EpisodeOutcomes Play(IEnvironment environment, Policy policy, int episodes,
        RandomStream world, RandomStream choices, double discount, Trajectories? record)
    {
        using var mode = no_grad();
        using var outer = NewDisposeScope();
        using var running = environment.Open(episodes, world);
        var returns = zeros(episodes, ScalarType.Float64, world.Device);
        var worth = 1.0;
        for (var step = 0; running.Ended < episodes; step++, worth *= discount)
        {
            using var scope = NewDisposeScope();
            record?.Observations.select(0, step).copy_(running.Observation);
            var action = policy(running.Observation, choices);
            record?.Actions.select(0, step).copy_(action);
            running.Step(action);
            record?.Rewards.select(0, step).copy_(running.Reward);
            returns.add_(running.Reward.to(ScalarType.Float64).mul_(worth));
            record?.Observations.select(0, step + 1).copy_(running.Observation);
        }
        return new(returns.to(ScalarType.Float32).MoveToOuterDisposeScope(), running.Age.clone().MoveToOuterDisposeScope(),
            running.Stopped.clone().MoveToOuterDisposeScope());
    }
}
