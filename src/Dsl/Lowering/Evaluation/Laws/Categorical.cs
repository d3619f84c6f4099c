using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering.Evaluation;

/// <summary>Labels drawn with probabilities that are given by their logarithms.</summary>
internal static class Categorical
{
    /// <summary>The largest of the scores plus independent Gumbel noise, -log (-log u) (Gumbel 1954): label k has a probability proportional to
    /// exp of its score. No derivative flows through it.</summary>
    /// <param name="scores">float[n], up to a constant.</param>
    public static Node Draw(Evaluator evaluator, string name, Node scores, IEnumerable<Axis> axes)
    {
        var graph = evaluator.Graph;
        var stream = evaluator.Session.Unique($"{evaluator.Context.Purpose}.{name}");
        var uniform = graph.Draw("Random.Draws.Uniform", stream, [], scores.Axes.Concat(axes).Distinct(), scores.Shape);
        var noise = graph.Negate(graph.Logarithm(graph.Negate(graph.Logarithm(uniform))));
        return graph.Arg(Reduction.Max, graph.Add(scores, noise), null, 0);
    }
}
