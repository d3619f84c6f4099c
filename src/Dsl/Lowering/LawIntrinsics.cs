using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Lowering.Evaluation;
using MLSpec.Dsl.Lowering.Ir;

namespace MLSpec.Dsl.Lowering;

/// <summary>The members that make laws of laws and of functions, and those that ask something of a law.</summary>
internal static class LawIntrinsics
{
    public static IEnumerable<KeyValuePair<string, Intrinsic>> All { get; } = new Dictionary<string, Intrinsic>(StringComparer.Ordinal)
    {
        ["Language.Point"] = static (_, a) => new LawValue(new PointLaw(a[0].Value)),
        ["Language.Push"] = static (e, a) => new LawValue(
            new PushLaw(LawOf(e, a[1].Value), x => e.Apply(a[0].Value, x), Depends(e, a[0].Value))),
        ["Language.Transformed"] = static (e, a) => Transformed(e, (RecordValue)a[0].Value, LawOf(e, a[1].Value)),
        ["Language.Mixture"] = static (e, a) => Mixture(e, e.ToNode(a[0].Value), a[1].Value),
        ["Language.Latent"] = static (e, a) => Latent(e, (RecordValue)a[0].Value),
        ["Language.Noiseless"] = static (e, a) => new LawValue(Noiseless(e, LawOf(e, a[0].Value))),
        ["Language.LogProb"] = static (e, a) => new NodeValue(LogDensity(e, LawOf(e, a[0].Value), a[1].Value)),
        ["Language.MostLikely"] = static (e, a) => MostLikely(e, LawOf(e, a[0].Value)),
        ["Language.Entropy"] = static (e, a) => Drawn(a, 1, (draws, rest) => Entropy(e, LawOf(e, rest[0]), draws)),
        ["Language.Divergence"] = static (e, a) => Drawn(a, 2, (draws, rest) => Divergence(e, LawOf(e, rest[0]), LawOf(e, rest[1]), draws)),
        ["Language.NegativeElbo"] = static (e, a) => Drawn(a, 2, (draws, rest) => NegativeElbo(e, LawOf(e, rest[0]), rest[1], draws)),
    };

    private static Law LawOf(Evaluator e, Value value) => value is LawValue { Law: var law }
        ? law
        : throw e.Failure(LoweringDiagnostics.NotYet, $"A law such as normal or uniform is needed here, not {value.Kind}.");

    /// <summary>A question that may have the number of draws before its arguments.</summary>
    private static Value Drawn(ImmutableArray<TypedValue> a, int arguments, Func<Value?, ImmutableArray<Value>, Value> ask)
    {
        var values = a.Select(v => v.Value).ToImmutableArray();
        return values.Length > arguments ? ask(values[0], values.RemoveAt(0)) : ask(null, values);
    }

    private static LawValue Transformed(Evaluator e, RecordValue map, Law origin) => new(new TransformedLaw(
        origin,
        z => e.Apply(map["forward"], z),
        x => e.Apply(map["inverse"], x),
        z => e.ToNode(e.Apply(map["log_stretch"], z)),
        Depends(e, map["forward"])));

    private static LawValue Mixture(Evaluator e, Node weights, Value components) => new(components switch
    {
        ListValue list => new MixtureLaw(list.Items.Select(c => LawOf(e, c)).ToImmutableArray(), weights),
        LawsValue laws => new MixtureAlongLaw(laws.Law, laws.Axis, weights),
        _ => throw e.Failure(
            LoweringDiagnostics.NotYet, $"A mixture is made of a list of laws, not of {components.Kind}.",
            "mixture [0.3; 0.7] [normal 0.0 1.0; normal 2.0 0.5]"),
    });

    private static LawValue Latent(Evaluator e, RecordValue model) => new(new LatentLaw(
        LawOf(e, model["prior"]),
        x => LawOf(e, e.Apply(model["posterior"], x)),
        z => LawOf(e, e.Apply(model["decode"], z)),
        e.ToNode(model["kl_weight"]),
        Depends(e, model["decode"])));

    private static ImmutableArray<Node> Depends(Evaluator e, Value function) => Conditions.Of(e, function).ToImmutableArray();

    private static Law Noiseless(Evaluator e, Law law) => law is LatentLaw latent
        ? latent.Noiseless(decoded => MostLikely(e, decoded))
        : throw e.Failure(
            LawDiagnostics.NotLatent, $"Noise is left out of the decoder of a latent-variable law, but this is {law.Kind}.",
            "point (most_likely D) is a law without any noise");

    private static Node LogDensity(Evaluator e, Law law, Value point) => law.LogDensity(e, point) ?? throw e.Failure(
        LawDiagnostics.NoDensity,
        $"The density of {law.Kind} is not known.",
        law is LatentLaw
            ? "negative_elbo D x is a bound of -log_prob D x"
            : "log_prob takes normal, uniform, discrete and categorical laws, and mixed and transformed ones of these");

    private static Value MostLikely(Evaluator e, Law law) => law.MostLikely(e) ?? throw e.Failure(
        LawDiagnostics.NoMostLikely, $"It is not known which point of {law.Kind} is the most likely.", "its mean: expect x in D by 100 -> x");

    private static Value Entropy(Evaluator e, Law law, Value? draws) => law.Entropy(e) is { } entropy
        ? new NodeValue(entropy)
        : e.Over(
            law, "x", Draws.Of(e, draws), x => new NodeValue(e.Graph.Negate(law.LogDensity(e, x) ?? throw e.Failure(
                LawDiagnostics.NoEntropy, $"The entropy of {law.Kind} is not known, since its density is not."))),
            "entropy_by 1_000 D");

    private static Value Divergence(Evaluator e, Law law, Law other, Value? draws) => law.Divergence(e, other) is { } divergence
        ? new NodeValue(divergence)
        : e.Over(
            law, "x", Draws.Of(e, draws), x => new NodeValue(e.Graph.Subtract(LogDensity(e, law, x), LogDensity(e, other, x))),
            "kl_by 1_000 P Q");

    /// <summary>Of a latent-variable law the mean over draws of the posterior of -log p(x | z), plus the weighted divergence between posterior and
    /// prior; of any other law -log p(x).</summary>
    private static Value NegativeElbo(Evaluator e, Law law, Value x, Value? draws)
    {
        var graph = e.Graph;
        if (law is not LatentLaw latent)
            return new NodeValue(graph.Negate(LogDensity(e, law, x)));
        var posterior = latent.Posterior(x);
        var closed = posterior.Divergence(e, latent.Prior);
        var mean = e.Over(posterior, "z", Draws.Of(e, draws), z =>
        {
            var misfit = graph.Negate(LogDensity(e, latent.Decode(z), x));
            return new NodeValue(closed is not null
                ? misfit
                : graph.Add(misfit, graph.Multiply(graph.Subtract(LogDensity(e, posterior, z), LogDensity(e, latent.Prior, z)), latent.KlWeight)));
        }, "negative_elbo_by 100 D x");
        return closed is null ? mean : new NodeValue(graph.Add(e.ToNode(mean), graph.Multiply(closed, latent.KlWeight)));
    }
}
