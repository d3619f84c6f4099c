using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Lowering.Evaluation;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering.Robust;

/// <summary>
/// Sets of distributions on the points of the centre: their worst-case probabilities w are computed by a member of the runtime, and the
/// expectation becomes sum w f. Derivatives hold w fixed, which is exact (Danskin 1966).
/// </summary>
internal abstract class WeightsRule : DistributionRule
{
    /// <summary>The runtime member that computes the weights.</summary>
    protected abstract string Solver { get; }

    /// <summary>The set's condition on q, and what the supremum is, in LaTeX.</summary>
    protected abstract (string Condition, string Value) Latex { get; }

    /// <summary>How the weights are found: one line for people.</summary>
    protected abstract string Method { get; }

    /// <summary>What the solver takes behind the values and what belongs to the points.</summary>
    protected virtual ImmutableArray<Node> Arguments(RobustProblem problem, DistributionSet set) =>
        set.Arguments.Select(problem.Evaluator.ToNode).ToImmutableArray();

    /// <summary>What a training keeps from step to step, if anything.</summary>
    protected virtual TrainingState? State(RobustProblem problem, UncertainExpectation expectation) => null;

    /// <summary>How the mean under the weights relates to the extreme one around points that are all there is.</summary>
    protected virtual BoundKind KindOf(bool isLargest) => BoundKind.Exact;

    protected override Node Worst(RobustProblem problem, DistributionSet set, UncertainExpectation expectation, bool isLargest)
    {
        var graph = problem.Graph;
        var arguments = Arguments(problem, set);
        RefuseMovingSet(problem, arguments, expectation);
        var values = GraphRewriter.Unmark(graph, expectation.Values);
        var solved = new Reweighting(Solver, isLargest, expectation.PerPoint.Length + arguments.Length)
        {
            State = State(problem, expectation),
        };
        var own = expectation.IsSample ? BoundKind.Heuristic : KindOf(isLargest);
        var derivations = BoundAnalysis.DerivationsOf(expectation.Values).Insert(0, Derive(problem, set, expectation, own));
        Node worst;
        if (expectation.Rows is { } rows)
        {
            worst = problem.Evaluator.DataMean(rows, [values, .. expectation.PerPoint], derivations, solved, arguments);
        }
        else
        {
            var nominal = expectation.Nominal is null ? ImmutableArray<Node>.Empty : ImmutableArray.Create(expectation.Nominal);
            var weights = graph.Make(
                new ReweightOperation(solved, expectation.Axis), [values, .. expectation.PerPoint, .. arguments, .. nominal]);
            worst = graph.Reduce(Reduction.Sum, graph.Multiply(weights, values), [expectation.Axis], []);
        }

        return graph.MarkBound(worst, own.With(BoundAnalysis.KindOf(expectation.Values)), derivations);
    }

    /// <summary>The weights are held fixed in derivatives, which is right as long as nothing that is trained moves the set
    /// itself.</summary>
    private static void RefuseMovingSet(RobustProblem problem, ImmutableArray<Node> arguments, UncertainExpectation expectation)
    {
        if (!problem.Evaluator.Context.IsTraining)
            return;
        foreach (var (what, node) in arguments.Select(a => ("size", (Node?)a)).Append(("nominal probability", expectation.Nominal)))
        {
            if (node is not null && ReachesWeights(node))
            {
                throw problem.Evaluator.Failure(
                    DistributionDiagnostics.MovingSet,
                    $"The {what} of the set depends on weights of a model: the derivative that goes this way is not known to the compiler.",
                    "hold it fixed by stop_grad");
            }
        }
    }

    private static bool ReachesWeights(Node node) => node.Operation switch
    {
        InputOperation { Input: WeightInput } => true,
        StopGradientOperation => false,
        _ => node.Inputs.Any(ReachesWeights),
    };

    private Derivation Derive(RobustProblem problem, DistributionSet set, UncertainExpectation expectation, BoundKind kind)
    {
        var (condition, value) = Latex;
        return new Derivation(
            Name,
            Theorem,
            Reference,
            ImmutableArray.Create(
                $"{problem.Word} over {Set} around {Describe(set, expectation)} of an expectation.",
                problem.Maximize ? Method : $"{Method} For the {problem.Word}, of the negative values.",
                $"Answer: {Answer(kind)}. Derivatives hold the weights fixed (Danskin 1966)."),
            $@"\sup_{{q : {condition}}} \mathbb{{E}}_q f {(kind is BoundKind.Exact or BoundKind.Heuristic ? "=" : @"\ge")} {value}",
            kind,
            problem.Evaluator.Span);
    }

    private static string Answer(BoundKind kind) => kind switch
    {
        BoundKind.Exact => "the value itself (exact)",
        BoundKind.Heuristic => "exact around the draws, an estimate around the law that they come from (heuristic)",
        _ => $"the mean under one distribution of the set ({kind.ToString().ToLowerInvariant()} bound)",
    };
}
