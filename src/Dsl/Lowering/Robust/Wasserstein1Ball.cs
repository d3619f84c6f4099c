using System.Collections.Immutable;
using MLSpec.Dsl.Lowering.Evaluation;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering.Robust;

/// <summary>
/// <c>wasserstein1_ball radius (fun row -> row.part) D</c>: the distributions to which a part of the points can be moved at a mean
/// Euclidean distance of at most the radius, mass split at will. The worst case of a piecewise affine body is closed: the mean plus the
/// radius times the steepest slope.
/// </summary>
internal sealed class Wasserstein1Ball : WassersteinBall
{
    public override string Name => "Wasserstein ball of order 1";

    public override string Theorem =>
        "Kantorovich-Rubinstein duality: an expectation moves by at most the Lipschitz constant times the distance; a convex function of all of space "
        + "comes as near to that as one likes, by a little mass that moves far along its steepest slope";

    public override string Reference =>
        "P. Mohajerin Esfahani, D. Kuhn, Data-driven distributionally robust optimization using the Wasserstein metric, "
        + "Mathematical Programming 171 (2018): convex losses on all of space";

    public override string Accepts =>
        "a Wasserstein ball of order 1 around the same; bodies that are piecewise affine in what moves: sums, multiples, absolute values, relu, "
        + "maxima and minima of numbers that are affine in it. Exact for a sup of a convex and an inf of a concave one";

    public override string Set => "a Wasserstein ball of order 1";

    public override string Member => "Language.Wasserstein1Ball";

    public override string? Refuse(RobustProblem problem) =>
        problem.Set is not DistributionSet set || set.Member != Member ? $"the set is not {Set}"
        : problem.Method is { Member: not Exact } other ? $"the method asked for is {other.Member}"
        : null;

    protected override Node Worst(RobustProblem problem, DistributionSet set, UncertainExpectation expectation, bool isLargest)
    {
        var graph = problem.Graph;
        var (name, values, moved, body) = Moving(graph, expectation);
        var slopes = Slopes.Of(graph, body, moved)
            ?? throw Refusal(problem, $"the body is not made of numbers that are affine in '{name}' by sums, abs, relu, max and min (of up to 16 pieces)");
        var isTight = slopes.Curvature == Curvature.Affine || slopes.Curvature == (isLargest ? Curvature.Convex : Curvature.Concave);
        var own = expectation.IsSample ? BoundKind.Heuristic : isTight ? BoundKind.Exact : isLargest ? BoundKind.Upper : BoundKind.Lower;
        var kind = own.With(BoundAnalysis.KindOf(expectation.Values));
        var derivations = BoundAnalysis.DerivationsOf(expectation.Values).Insert(0, Derive(problem, set, expectation, own, isTight));
        var mean = Mean(problem, expectation, values, derivations);
        if (slopes.Steepest(graph) is not { } steepest)
            return graph.MarkBound(mean, kind, derivations);
        var size = graph.Multiply(problem.Evaluator.ToNode(set.Arguments[0]), OverPoints(problem, expectation, steepest));
        return graph.MarkBound(isLargest ? graph.Add(mean, size) : graph.Subtract(mean, size), kind, derivations);
    }

    protected override LoweringFailure Refusal(RobustProblem problem, string reason) => problem.Evaluator.Failure(
        Diagnostics.LoweringDiagnostics.UncertainSurvives, $"No rule computes this {problem.Word} over {Set}: {reason}.",
        "a wasserstein_ball can be searched, by pgd 20");

    /// <summary>The largest over the points that have mass: the worst mean over every distribution on them.</summary>
    private static Node OverPoints(RobustProblem problem, UncertainExpectation expectation, Node steepest)
    {
        var (graph, anywhere) = (problem.Graph, new Reweighting("Uncertainty.TvBall.Weights", true, 1));
        var varies = steepest.Axes.Contains(expectation.Axis);
        if (expectation.Rows is { } rows && !steepest.IsHost)
            return problem.Evaluator.DataMean(rows, [steepest], [], varies ? anywhere : null, varies ? [graph.One] : []);
        if (!varies)
            return steepest;
        var nominal = expectation.Nominal is { } p ? ImmutableArray.Create(p) : ImmutableArray<Node>.Empty;
        var weights = graph.Make(new ReweightOperation(anywhere, expectation.Axis), [steepest, graph.One, .. nominal]);
        return graph.Reduce(Reduction.Sum, graph.Multiply(weights, steepest), [expectation.Axis], []);
    }

    private Derivation Derive(
        RobustProblem problem, DistributionSet set, UncertainExpectation expectation, BoundKind kind, bool isTight) => new(
        Name,
        Theorem,
        Reference,
        ImmutableArray.Create(
            $"{problem.Word} over {Set} around {Describe(set, expectation)} of an expectation.",
            "The mean, and beyond it the radius times the steepest slope of the body at any of the points.",
            $"Answer: {Answer(kind, isTight)}."),
        $@"\sup_{{q : W_1(q, p) \le \rho}} \mathbb{{E}}_q f {(isTight ? "=" : @"\le")} \mathbb{{E}}_p f + \rho \max_{{i, k}} \|a_{{ik}}\|_2, \quad "
        + @"f(x_i) \in \{a_{ik}^\top x_i + b_{ik}\}_k",
        kind,
        problem.Evaluator.Span);

    private static string Answer(BoundKind kind, bool isTight) =>
        kind == BoundKind.Heuristic ? "that of the draws, an estimate around their law (heuristic)"
        : isTight ? "the value itself where points may move anywhere (exact)"
        : $"the body bends the other way, which no move far out makes good ({kind.ToString().ToLowerInvariant()} bound)";
}
