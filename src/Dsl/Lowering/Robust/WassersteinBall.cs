using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Lowering.Evaluation;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering.Robust;

/// <summary>
/// <c>wasserstein_ball radius (fun row -> row.part) D</c>: the distributions to which a part of the points can be moved at a root mean
/// squared Euclidean distance of at most the radius. Exact where the body is affine in the part; otherwise a search that moves all points
/// at once, and shares the radius between them.
/// </summary>
internal class WassersteinBall : DistributionRule
{
    public const string Exact = "Language.Exact";

    public override string Name => "Wasserstein ball";

    public override string Theorem =>
        "A coupling of q and p moves each point; by the Cauchy-Schwarz inequality an affine function gains at most the radius times the root mean square of its slope";

    public override string Reference =>
        "A. Sinha, H. Namkoong, J. Duchi, Certifying some distributional robustness with principled adversarial training, ICLR 2018; "
        + "J. Blanchet, K. Murthy, Quantifying distributional model risk via optimal transport, Mathematics of Operations Research 44 (2019)";

    public override string Set => "a Wasserstein ball";

    public override string Member => "Language.WassersteinBall";

    public override string? Refuse(RobustProblem problem) =>
        problem.Set is not DistributionSet set || set.Member != Member ? $"the set is not {Set}"
        : problem.Method is { Member: not (Exact or ProjectedGradient.Member) } other ? $"the method asked for is {other.Member}"
        : null;

    protected override ImmutableArray<Value> Own(Evaluator evaluator, ImmutableArray<TypedValue> arguments) =>
        ImmutableArray.Create(Radii.NotNegative(evaluator, arguments[0].Value), arguments[1].Value);

    protected override ImmutableArray<Node> PerPoint(RobustProblem problem, DistributionSet set, Value point) =>
        ImmutableArray.Create(problem.Evaluator.ToNode(problem.Evaluator.Apply(set.Arguments[1], point)));

    protected override Node Worst(RobustProblem problem, DistributionSet set, UncertainExpectation expectation, bool isLargest)
    {
        var (name, _, moved, body) = Moving(problem.Graph, expectation);
        var obstacle = Affinity.Obstacle(body, moved);
        if (obstacle is null && problem.Method?.Member != ProjectedGradient.Member)
            return Affine(problem, set, expectation, body, moved, isLargest);
        if (problem.Method?.Member == Exact)
            throw Refusal(problem, $"there is a closed form where the body is affine in '{name}', but {Affinity.Describe(obstacle!)} stands between them");
        if (problem.Method is null && !problem.Evaluator.Context.IsTraining)
            throw Refusal(problem, $"the body is not affine in '{name}', and outside of training a search is no answer unless it is asked for");
        if (expectation.Nominal is not null)
            throw Refusal(problem, "a search moves points that are all equally likely");
        return Searched(problem, set, expectation, body, moved, isLargest);
    }

    /// <summary>The values of the body, and the body with what moves as a variable of its own.</summary>
    /// <returns>The name of what moves, for people.</returns>
    protected static (string Name, Node Values, Node Moved, Node Body) Moving(GraphBuilder graph, UncertainExpectation expectation)
    {
        var (values, part) = (GraphRewriter.Unmark(graph, expectation.Values), expectation.PerPoint[0]);
        var name = part.Name ?? "point";
        var moved = graph.Variable(name + "'", part.Axes.Union(values.Axes), part.Shape);
        var body = new GraphRewriter(graph, new Dictionary<Node, Node> { [part] = moved }).Rewrite(values);
        return (name, values, moved, body);
    }

    /// <summary>E f plus or minus radius (E |slope|^2)^(1/2).</summary>
    private Node Affine(
        RobustProblem problem, DistributionSet set, UncertainExpectation expectation, Node body, Node moved, bool isLargest)
    {
        var graph = problem.Graph;
        var values = GraphRewriter.Unmark(graph, expectation.Values);
        var own = expectation.IsSample ? BoundKind.Heuristic : BoundKind.Exact;
        var derivations = BoundAnalysis.DerivationsOf(expectation.Values).Insert(0, Derive(
            problem, set, expectation, own,
            "The mean, and beyond it the radius times the root mean square of the slope, since the body is affine.",
            @"\mathbb{E}_p f + \rho \left(\mathbb{E}_p \|\nabla f\|_2^2\right)^{1/2}",
            own == BoundKind.Exact ? "the value itself (exact)" : "exact around the draws, an estimate around their law (heuristic)"));
        var slope = Differentiation.Gradients(graph, body, [moved])[0];
        var mean = Mean(problem, expectation, values, derivations);
        if (slope is null)
            return graph.MarkBound(mean, own, derivations);
        var square = graph.Reduce(
            Reduction.Sum, graph.Power(slope, graph.Number(Syntax.ExactDecimal.FromInt(2))), [], Enumerable.Range(0, slope.Shape.Length));
        var size = graph.Multiply(
            problem.Evaluator.ToNode(set.Arguments[0]),
            graph.SquareRoot(graph.Add(Mean(problem, expectation, square, ImmutableArray<Derivation>.Empty), graph.Number(new Syntax.ExactDecimal(1, -30)))));
        return graph.MarkBound(isLargest ? graph.Add(mean, size) : graph.Subtract(mean, size), own, derivations);
    }

    private Node Searched(
        RobustProblem problem, DistributionSet set, UncertainExpectation expectation, Node body, Node moved, bool isLargest)
    {
        var graph = problem.Graph;
        var steps = ProjectedGradient.StepsOf(problem);
        var side = isLargest ? BoundKind.Lower : BoundKind.Upper;
        var kind = (expectation.IsSample ? BoundKind.Heuristic : side).With(BoundAnalysis.KindOf(expectation.Values));
        var count = steps.Operation is NumberOperation n ? n.Value.ToString() : steps.Name ?? "n";
        var derivation = Derive(
            problem, set, expectation, kind,
            $"{count} steps of 2.5 radius / {count} along the gradient of all points at once, each scaled back to the radius, from a random start.",
            @"\mathbb{E}_p f(\hat x), \quad \mathbb{E}_p \|\hat x - x\|_2^2 \le \rho^2",
            expectation.IsSample
                ? "an estimate around the law that is drawn from (heuristic)"
                : $"the points found are one distribution of the set: {side.ToString().ToLowerInvariant()} bound");
        var derivations = BoundAnalysis.DerivationsOf(expectation.Values).Insert(0, derivation);
        var point = graph.Search(new SearchOperation(
            moved,
            body,
            GradientSearch.GradientOf(problem, body, moved),
            isLargest,
            new TransportBall(expectation.PerPoint[0], problem.Evaluator.ToNode(set.Arguments[0]), expectation.Axis),
            new ProjectedGradientMethod(steps),
            problem.Evaluator.Session.Unique($"{problem.Evaluator.Context.Purpose}.{problem.Name}"),
            kind,
            derivation));
        var value = new GraphRewriter(graph, new Dictionary<Node, Node> { [moved] = point }).Rewrite(body);
        return graph.MarkBound(Mean(problem, expectation, value, derivations), kind, derivations);
    }

    /// <summary>The mean under the centre itself.</summary>
    protected static Node Mean(RobustProblem problem, UncertainExpectation expectation, Node values, ImmutableArray<Derivation> derivations)
    {
        var graph = problem.Graph;
        return expectation.Rows is { } rows ? problem.Evaluator.DataMean(rows, [values], derivations, null, [])
            : expectation.Nominal is { } nominal && values.Axes.Contains(expectation.Axis)
                ? graph.Reduce(Reduction.Sum, graph.Multiply(nominal, values), [expectation.Axis], [])
                : graph.Reduce(Reduction.Mean, values, [expectation.Axis], []);
    }

    protected virtual LoweringFailure Refusal(RobustProblem problem, string reason) => problem.Evaluator.Failure(
        LoweringDiagnostics.UncertainSurvives,
        $"No rule computes this {problem.Word} over {Set}: {reason}.",
        problem.Method is null ? "name a search, for example by pgd 20: it finds one distribution of the set, not a certificate" : null);

    private Derivation Derive(
        RobustProblem problem, DistributionSet set, UncertainExpectation expectation, BoundKind kind, string method, string latex, string answer) => new(
        Name,
        Theorem,
        Reference,
        ImmutableArray.Create(
            $"{problem.Word} over {Set} around {Describe(set, expectation)} of an expectation.",
            method,
            $"Answer: {answer}. Derivatives hold the moves fixed (Danskin 1966)."),
        $@"\sup_{{q : W_2(q, p) \le \rho}} \mathbb{{E}}_q f {(kind == BoundKind.Exact ? "=" : @"\approx")} {latex}",
        kind,
        problem.Evaluator.Span);
}
