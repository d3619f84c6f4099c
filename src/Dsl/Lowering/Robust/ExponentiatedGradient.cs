using System.Collections.Immutable;
using MLSpec.Dsl.Lowering.Evaluation;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering.Robust;

/// <summary><c>by exponentiated_gradient rate</c>: a mixture of the groups that follows the worst of them from step to step.</summary>
internal sealed class ExponentiatedGradient : Groups
{
    public const string MethodMember = "Language.ExponentiatedGradient";

    public override string Name => "exponentiated gradient";

    public override string Theorem =>
        "Multiplicative weights: against them the mean of a convex loss comes as near to its smallest worst group as their regret allows";

    protected override string Solver => "Uncertainty.GroupMixture.Weights";

    protected override (string Condition, string Value) Latex =>
        (base.Latex.Condition,
        @"\sum_g \lambda_g\, \mathbb{E}_p[f \mid g], \quad \lambda_g \leftarrow \lambda_g\, e^{\eta\, \mathbb{E}_p[f \mid g]} / Z");

    protected override string Method =>
        "Each step multiplies a group's weight by exp(rate times its mean) and scales the weights to sum 1; "
        + "they live as long as the training.";

    public override string? Refuse(RobustProblem problem) =>
        problem.Set is not DistributionSet set || set.Member != Member ? $"the set is not {Set}"
        : problem.Method?.Member != MethodMember ? "it is not asked for (by exponentiated_gradient 0.01)"
        : !problem.Evaluator.Context.IsTraining ? "its weights live across the steps of a training, and nothing is trained here"
        : null;

    protected override ImmutableArray<Node> Arguments(RobustProblem problem, DistributionSet set) =>
        base.Arguments(problem, set).Add(((HostArgument)problem.Method!.Arguments[0]).Value);

    protected override BoundKind KindOf(bool isLargest) => isLargest ? BoundKind.Lower : BoundKind.Upper;

    protected override TrainingState State(RobustProblem problem, UncertainExpectation expectation) =>
        expectation.Values.Axes.All(a => a == expectation.Axis) && expectation.Nominal is null
            ? new TrainingState($"{problem.Evaluator.Context.Purpose}_mixture", "Uncertainty.GroupMixture", problem.Span)
            : throw problem.Evaluator.Failure(
                Diagnostics.LoweringDiagnostics.UncertainSurvives,
                "Exponentiated gradient follows the groups of the rows of a batch; here each row has groups of its own.",
                "leave `by` out: the worst group is found exactly");
}
