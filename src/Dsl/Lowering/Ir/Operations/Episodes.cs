using System.Collections.Immutable;

namespace MLSpec.Dsl.Lowering.Ir.Operations;

/// <summary>What is made of episodes of a policy in an environment.</summary>
/// <param name="Policy">From what is seen to an action: batched, and drawn anew for each.</param>
public abstract record EpisodesOperation(WorldGraph World, FunctionGraph Policy) : MeanOperation
{
    public override string Details => World.Name;

    public override ImmutableArray<FunctionGraph> Functions => World.Functions.Append(Policy).ToImmutableArray();
}

/// <summary>One episode, recorded step by step: what a picture shows.</summary>
public sealed record EpisodeOperation(WorldGraph World, FunctionGraph Policy) : EpisodesOperation(World, Policy)
{
    public override string Name => "episode";

    public bool Equals(EpisodeOperation? other) =>
        other is not null && ReferenceEquals(World, other.World) && Policy.Outputs.SequenceEqual(other.Policy.Outputs);

    public override int GetHashCode() => Policy.Outputs[0].Id;
}
