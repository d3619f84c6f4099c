using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Lowering.Evaluation;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Types;

namespace MLSpec.Dsl.Lowering.Robust;

/// <summary><c>groups (fun row -> row.group) D</c>: the mixtures of the groups' own distributions.</summary>
internal class Groups : WeightsRule
{
    public override string Name => "worst group";

    public override string Theorem => "A linear function on a simplex is largest at a vertex: at one of the groups";

    public override string Reference =>
        "S. Sagawa, P. W. Koh, T. B. Hashimoto, P. Liang, Distributionally robust neural networks for group shifts, ICLR 2020";

    public override string Set => "a set of mixtures of groups";

    public override string Member => "Language.Groups";

    protected override string Solver => "Uncertainty.Groups.Weights";

    protected override (string Condition, string Value) Latex =>
        (@"q = \textstyle\sum_g \lambda_g\, p(\cdot \mid g)", @"\max_g \mathbb{E}_p[f \mid g]");

    protected override string Method => "All weight on the group with the largest mean; a group without points does not count.";

    protected override ImmutableArray<Value> Own(Evaluator evaluator, ImmutableArray<TypedValue> arguments) =>
        arguments[0] is { Type: FunctionType { Result: ClassType groups } } function
        && function.Dimensions.ExtentOf(groups.Count, evaluator.Session.NamedExtent) is { } count
            ? ImmutableArray.Create(function.Value, new NodeValue(evaluator.Graph.Length(count)))
            : throw evaluator.Failure(LoweringDiagnostics.UnknownDimension, "The number of groups is not known here.");

    protected override ImmutableArray<Node> PerPoint(RobustProblem problem, DistributionSet set, Value point) =>
        ImmutableArray.Create(problem.Evaluator.ToNode(problem.Evaluator.Apply(set.Arguments[0], point)));

    protected override ImmutableArray<Node> Arguments(RobustProblem problem, DistributionSet set) =>
        ImmutableArray.Create(problem.Evaluator.ToNode(set.Arguments[1]));
}
