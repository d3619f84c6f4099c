using MLSpec.Dsl.Lowering.Ir;

namespace MLSpec.Dsl.Lowering.Evaluation;

/// <summary>What a law depends on through the functions that it is made of.</summary>
internal static class Conditions
{
    /// <summary>What such a function reads beside a draw of a law and beside weights, and what varies with the data.</summary>
    public static IEnumerable<Node> Of(Evaluator evaluator, Law origin, Func<Value, IEnumerable<Node>> function)
    {
        var draw = origin.Draw(evaluator, "z", []);
        var results = function(draw).ToList();
        return Graphs.Invariants(results, evaluator.Flatten(draw).ToList()).Where(n => n.Axes.Any(a => a.Kind != AxisKind.Member));
    }
}
