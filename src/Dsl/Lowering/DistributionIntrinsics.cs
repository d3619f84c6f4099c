using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Lowering.Evaluation;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;
using MLSpec.Dsl.Lowering.Robust;

namespace MLSpec.Dsl.Lowering;

/// <summary>The members that make distributions and sets of them.</summary>
internal static class DistributionIntrinsics
{
    private static readonly Dictionary<string, Intrinsic> _laws = new(StringComparer.Ordinal)
    {
        ["Language.Empirical"] = static (_, a) => new LawValue(new PointsLaw(a[0].Value, null)),
        ["Language.Weighted"] = static (e, a) => Weighted(e, a[0].Value, a[1].Value),
        ["Language.Discrete"] = static (e, a) => new LawValue(new LabelsLaw(e.ToNode(a[0].Value))),
        ["Language.Normal"] = static (e, a) => Normal(e, e.ToNode(a[0].Value), e.ToNode(a[1].Value)),
        ["Language.Uniform"] = static (e, a) => Uniform(e, e.ToNode(a[0].Value), e.ToNode(a[1].Value)),
        ["Language.Draw"] = static (e, a) => e.Sample(GraphBuilder.ToExtent(e.ToNode(a[0].Value)), a[1].Value),
    };

    public static IEnumerable<KeyValuePair<string, Intrinsic>> All =>
        _laws.Concat(DistributionRules.All.GroupBy(rule => rule.Member, StringComparer.Ordinal).Select(rules => rules.First()).Select(
            rule => new KeyValuePair<string, Intrinsic>(rule.Member, rule.Make)));

    private static LawValue Weighted(Evaluator e, Value points, Value weights)
    {
        var node = e.ToNode(weights);
        var literals = node.Inputs.Select(i => i.Operation).OfType<NumberOperation>().Select(n => n.Value.Digits.Sign).ToList();
        var areAllZero = literals.Count == node.Inputs.Length && literals.All(s => s == 0);
        if (node.Operation is StackOperation && (areAllZero || literals.Any(s => s < 0)))
        {
            throw e.Failure(
                DistributionDiagnostics.Parameters,
                "The weights of points are at least 0, and not all 0.",
                "any numbers of that kind: they are divided by their total");
        }

        return new LawValue(new PointsLaw(points, node));
    }

    private static LawValue Normal(Evaluator e, Node mean, Node deviation)
    {
        if (deviation.Operation is NumberOperation { Value.Digits.Sign: < 0 } number)
            throw e.Failure(
                DistributionDiagnostics.Parameters, $"The standard deviation of a normal law is {number.Value}, below zero.",
                $"a deviation of {-number.Value}");
        RequireShape(e, mean, deviation, "deviation", "mean");
        return new LawValue(new NormalLaw(mean, deviation));
    }

    private static LawValue Uniform(Evaluator e, Node low, Node high)
    {
        if (low.Operation is NumberOperation { Value: var a } && high.Operation is NumberOperation { Value: var b } && a.CompareTo(b) > 0)
            throw e.Failure(
                DistributionDiagnostics.Parameters, $"A uniform law from {a} to {b} is empty.", $"uniform {b} {a}");
        RequireShape(e, low, high, "upper bound", "lower one");
        return new LawValue(UniformLaw.Of(e.Graph, low, high));
    }

    private static void RequireShape(Evaluator e, Node location, Node other, string what, string than)
    {
        if (!other.IsScalar && !other.Shape.SequenceEqual(location.Shape))
            throw e.Failure(
                DistributionDiagnostics.Parameters,
                $"The {what} has the shape [{string.Join(", ", other.Shape)}], the {than} [{string.Join(", ", location.Shape)}].",
                $"a number, or one for each element of the {than}");
    }
}
