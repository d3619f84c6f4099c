using MLSpec.Runtime.Random;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Control;

/// <summary>Whole episodes of a policy in an environment, each played once from its start to its end.</summary>
public static class Rollout
{
    private const int MostAtOnce = 4096;

    /// <summary>What n episodes earned. Nothing else is kept.</summary>
    /// <param name="world">The chance in the world: with the same stream, two policies meet the same winds.</param>
    /// <param name="choices">The policy's own chance.</param>
    /// <param name="discount">What a reward one step later is worth, from 0 to 1.</param>
    public static EpisodeOutcomes Run(
        IEnvironment environment, Policy policy, int episodes, RandomStream world, RandomStream choices, double discount = 1) =>
        Play(environment, policy, episodes, world, choices, Limits.Within("discount", discount, 0, 1), tape: null);

    /// <summary>The same with everything that was seen, done and earned, step by step.</summary>
    /// <inheritdoc cref="Run"/>
    public static Trajectories Record(IEnvironment environment, Policy policy, int episodes, RandomStream world, RandomStream choices)
    {
        var tape = Tape.For(environment, episodes, world.Device);
        var outcomes = Play(environment, policy, episodes, world, choices, 1, tape);
        return new(environment, tape.Observations, tape.Actions, tape.Rewards, outcomes);
    }

    /// <summary>One episode as numbers, to be looked at.</summary>
    /// <inheritdoc cref="Run"/>
    public static Episode Watch(IEnvironment environment, Policy policy, RandomStream world, RandomStream choices)
    {
        using var scope = NewDisposeScope();
        return Episode.Of(Record(environment, policy, 1, world, choices), [], []);
    }

    /// <summary>
    /// The mean over episodes of what they came to, <paramref name="outcome"/>: from n episodes to float[n], or a scalar that holds for each.
    /// Throws <see cref="UserError"/> when there is no episode.
    /// </summary>
    /// <inheritdoc cref="Run"/>
    public static double Mean(IEnvironment environment, Policy policy, int episodes, RandomStream world, RandomStream choices,
        Func<EpisodeOutcomes, Tensor> outcome)
    {
        if (episodes < 1)
            throw new UserError($"A mean over episodes needs at least one, not {episodes}.");
        using var mode = no_grad();
        var sum = 0.0;
        for (var done = 0; done < episodes; done += MostAtOnce)
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(MostAtOnce, episodes - done);
            var values = outcome(Run(environment, policy, count, world, choices)).to(ScalarType.Float64);
            sum += values.dim() == 0 ? count * values.item<double>() : values.sum().item<double>();
        }
        return sum / episodes;
    }

    private static EpisodeOutcomes Play(IEnvironment environment, Policy policy, int episodes,
        RandomStream world, RandomStream choices, double discount, Tape? tape)
    {
        using var mode = no_grad();
        using var outer = NewDisposeScope();
        using var running = environment.Open(episodes, world);
        var returns = zeros(episodes, ScalarType.Float64, world.Device);
        var worth = 1.0;
        tape?.Observations[0].copy_(running.Observation);
        for (var step = 0; running.Ended < episodes; step++, worth *= discount)
        {
            using var scope = NewDisposeScope();
            var action = policy(running.Observation, choices);
            running.Step(action);
            tape?.Note(step, action, running);
            returns.add_(running.Reward.to(ScalarType.Float64).mul_(worth));
        }
        return new(returns.to(ScalarType.Float32).MoveToOuterDisposeScope(), running.Age.clone().MoveToOuterDisposeScope(),
            running.Stopped.clone().MoveToOuterDisposeScope());
    }

    /// <summary>What is recorded, time first.</summary>
    private sealed record Tape(Tensor Observations, Tensor Actions, Tensor Rewards)
    {
        public static Tape For(IEnvironment environment, int episodes, Device device)
        {
            long horizon = environment.Horizon;
            var actions = environment.Actions.Column("action");
            return new(zeros([horizon + 1, episodes, .. environment.Observations.Shape], device: device),
                zeros([horizon, episodes, .. actions.Shape], actions.Type, device), zeros([horizon, episodes], device: device));
        }

        public void Note(int step, Tensor action, IEpisodes after)
        {
            Actions[step].copy_(action);
            Rewards[step].copy_(after.Reward);
            Observations[step + 1].copy_(after.Observation);
        }
    }
}
