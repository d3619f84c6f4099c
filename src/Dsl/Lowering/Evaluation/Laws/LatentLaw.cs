using System.Collections.Immutable;
using MLSpec.Dsl.Lowering.Ir;

namespace MLSpec.Dsl.Lowering.Evaluation;

/// <summary>
/// A latent-variable model: z of the prior, then x of <c>decode z</c>. Its density has no closed form; with an approximate posterior of z given x it
/// has a lower bound (Kingma and Welling 2014).
/// </summary>
/// <param name="KlWeight">How much the divergence between posterior and prior counts when it is fitted: 1 for the bound.</param>
/// <param name="Conditions">What the decoder reads beside z: the conditions of a conditional model.</param>
internal sealed record LatentLaw(
    Law Prior, Func<Value, Law> Posterior, Func<Value, Law> Decode, Node KlWeight, ImmutableArray<Node> Conditions) : Law
{
    public override string Kind => "a latent-variable law";

    public override bool IsFinite => false;

    public override IEnumerable<Node> Parameters(Evaluator evaluator) => Prior.Parameters(evaluator).Concat(Conditions);

    public override Value Draw(Evaluator evaluator, string name, IEnumerable<Axis> axes)
    {
        var all = axes.ToList();
        return Decode(Prior.Draw(evaluator, "z", all)).Draw(evaluator, name, all);
    }

    /// <summary>The most likely observation for each z in place of a draw.</summary>
    /// <param name="mostLikely">The most likely point of what the decoder yields.</param>
    public Law Noiseless(Func<Law, Value> mostLikely) => new PushLaw(Prior, z => mostLikely(Decode(z)), Conditions);
}
