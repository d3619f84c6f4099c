using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Lowering.Evaluation;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering.Robust;

/// <summary>
/// <c>by dual amortised</c> over a KL ball around a law that varies: its dual with the multiplier b as a network of the law's parameters.
/// The dual stands in the code with b held fixed, so derivatives in the values, the radius and the nominal probabilities are those of the
/// bound that it is.
/// </summary>
internal sealed class AmortisedKlBall : KlBall
{
    private const int DefaultSteps = 5;
    private const int DefaultWidth = 64;

    private static readonly Syntax.ExactDecimal _defaultRate = new(5, -4);

    public override string Name => "amortised Kullback-Leibler dual";

    public override string Theorem =>
        "Donsker-Varadhan duality: every b > 0 gives a bound; one function of the law serves all laws, since infimum and mean change places";

    public override string Reference =>
        "M. D. Donsker, S. R. S. Varadhan, Asymptotic evaluation of certain Markov process expectations for large time, CPAM 28 (1975); "
        + "R. T. Rockafellar, R. J.-B. Wets, Variational analysis, theorem 14.60, 1998";

    public override string Accepts =>
        "a KL ball, in training, around a law whose parameters vary with the rows; bodies that are affine in one expectation over it";

    public override string? Refuse(RobustProblem problem) =>
        problem.Set is not DistributionSet set || set.Member != Member ? $"the set is not {Set}"
        : !DualMethod.IsAmortised(problem.Method) ? "it is not asked for (by dual amortised)"
        : null;

    protected override Node Worst(RobustProblem problem, DistributionSet set, UncertainExpectation expectation, bool isLargest)
    {
        if (!problem.Evaluator.Context.IsTraining)
            throw Refusal(problem, "a network is trained for it, and nothing is trained here");
        var graph = problem.Graph;
        var (values, axis) = (GraphRewriter.Unmark(graph, expectation.Values), expectation.Axis);
        var conditions = Conditions(problem, set);
        var nominal = expectation.Nominal is { } p ? graph.AxisToCore(p, axis) : null;
        var atoms = graph.AxisToCore(isLargest ? values : graph.Negate(values), axis);
        var radius = problem.Evaluator.ToNode(set.Arguments[0]);
        var made = Settings(problem).Insert(0, graph.Length(conditions.Shape[0]));
        var state = new TrainingState($"{problem.Evaluator.Context.Purpose}_dual", "Uncertainty.AmortisedDual", problem.Span) { IsRandom = true };
        var b = graph.Make(
            new MultiplierOperation(state, "Uncertainty.AmortisedDual.Multipliers", made.Length),
            [atoms, conditions, radius, .. nominal is null ? ImmutableArray<Node>.Empty : ImmutableArray.Create(nominal), .. made]);
        var tilted = graph.Divide(atoms, b);
        var mean = nominal is null
            ? graph.Subtract(LogSumExp(problem.Evaluator, tilted), graph.Logarithm(graph.ToFloat(graph.Length(axis))))
            : LogSumExp(problem.Evaluator, graph.Add(tilted, graph.Logarithm(nominal)));
        var dual = graph.Multiply(b, graph.Add(mean, radius));
        var own = expectation.IsSample ? BoundKind.Heuristic : isLargest ? BoundKind.Upper : BoundKind.Lower;
        var derivations = BoundAnalysis.DerivationsOf(expectation.Values).Insert(0, Derive(problem, set, expectation, own, isLargest));
        return graph.MarkBound(isLargest ? dual : graph.Negate(dual), own.With(BoundAnalysis.KindOf(expectation.Values)), derivations);
    }

    /// <summary>What tells the law from others of its kind, as one vector; refuses a law that is the same for all rows.</summary>
    private static Node Conditions(RobustProblem problem, DistributionSet set)
    {
        var graph = problem.Graph;
        if (set.Center is not LawValue { Law: var law })
            throw Refusal(problem, "the set lies around rows, which are one distribution, so there is one multiplier");
        var varying = law.Parameters(problem.Evaluator).Where(p => !p.Axes.IsEmpty).Distinct().ToList();
        return varying.Count == 0
            ? throw Refusal(problem, $"{law.Kind} around which the set lies is the same for all rows, so there is one multiplier")
            : graph.Concat(varying.Select(p => graph.Reshape(graph.ToFloat(p), [GraphBuilder.ToExtent(graph.Count([], p.Shape))])), 0);
    }

    /// <summary>Steps, rate and width.</summary>
    private static ImmutableArray<Node> Settings(RobustProblem problem) =>
        problem.Method!.Arguments[0] is RecordArgument record
            ? record.Fields.Select(f => ((HostArgument)f.Value).Value).ToImmutableArray()
            : ImmutableArray.Create(
                problem.Graph.Integer(DefaultSteps), problem.Graph.Number(_defaultRate), problem.Graph.Integer(DefaultWidth));

    private static Node LogSumExp(Evaluator evaluator, Node x) => evaluator.CallMember("Nn.Reduction.LogSumExp", x);

    private static LoweringFailure Refusal(RobustProblem problem, string reason) => problem.Evaluator.Failure(
        DistributionDiagnostics.Amortised,
        $"This {problem.Word} has no use for an amortised multiplier: {reason}.",
        "by dual exact: each multiplier is solved for, which is what happens without `by` too");

    private Derivation Derive(RobustProblem problem, DistributionSet set, UncertainExpectation expectation, BoundKind kind, bool isLargest) => new(
        Name,
        Theorem,
        Reference,
        ImmutableArray.Create(
            $"{problem.Word} over {Set} around {Describe(set, expectation)} of an expectation.",
            "The dual at b = exp(network of the law's parameters); every step of the training moves the network some steps along the mean dual.",
            $"Answer: {(isLargest ? "no less than the largest" : "no more than the smallest")} expectation"
            + $"{(kind == BoundKind.Heuristic ? " around the draws, an estimate around the law that they come from" : "")} "
            + $"({kind.ToString().ToLowerInvariant()}{(kind == BoundKind.Heuristic ? "" : " bound")}). Derivatives hold b fixed."),
        isLargest
            ? @"\sup_{q : \mathrm{KL}(q \,\|\, p) \le \delta} \mathbb{E}_q f \le b \log \mathbb{E}_p\, e^{f / b} + b\, \delta, \quad b = e^{g(p)}"
            : @"\inf_{q : \mathrm{KL}(q \,\|\, p) \le \delta} \mathbb{E}_q f \ge -b \log \mathbb{E}_p\, e^{-f / b} - b\, \delta, \quad b = e^{g(p)}",
        kind,
        problem.Evaluator.Span);
}
