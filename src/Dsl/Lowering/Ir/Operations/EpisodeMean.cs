using System.Collections.Immutable;

namespace MLSpec.Dsl.Lowering.Ir.Operations;

/// <summary>The mean over episodes of what they came to.</summary>
/// <param name="Policy">From what is seen to an action: batched, and drawn anew for each.</param>
/// <param name="Episodes">How many: a host integer, the first input.</param>
/// <param name="Outcome">A scalar along the batch axis, of the columns of <see cref="Columns"/>.</param>
public sealed record EpisodeMeanOperation(WorldGraph World, FunctionGraph Policy, Node Episodes, FunctionGraph Outcome) : EpisodesOperation(World, Policy)
{
    /// <summary>What is known of an episode that is over; each is a property of the runtime's <c>EpisodeOutcomes</c>.</summary>
    public static ImmutableArray<string> Columns { get; } = ImmutableArray.Create("return", "length");

    public override string Name => "episode_mean";

    public override ImmutableArray<FunctionGraph> Functions => base.Functions.Add(Outcome);

    public bool Equals(EpisodeMeanOperation? other) =>
        other is not null && ReferenceEquals(World, other.World) && ReferenceEquals(Episodes, other.Episodes)
        && Policy.Outputs.SequenceEqual(other.Policy.Outputs) && Outcome.Outputs.SequenceEqual(other.Outcome.Outputs);

    public override int GetHashCode() => Policy.Outputs[0].Id;
}
