using System.Globalization;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Lowering.Evaluation;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering.Robust;

/// <summary>Projected gradient steps with restarts, momentum and a step that falls: <c>by pgd_with { ... }</c>.</summary>
internal sealed class RestartedGradient : GradientSearch
{
    public const string Member = "Language.RestartedGradient";

    public override string Name => "projected gradient with restarts";

    public override string Theorem =>
        "Projected gradient ascent (descent) with momentum; of the points of a set the best is no worse than any; Danskin's theorem for the "
        + "outer derivative";

    public override string Reference =>
        "A. Madry, A. Makelov, L. Schmidt, D. Tsipras, A. Vladu, Towards deep learning models resistant to adversarial attacks, ICLR 2018 "
        + "(restarts); Y. Dong et al., Boosting adversarial attacks with momentum, CVPR 2018 (momentum); F. Croce, M. Hein, Reliable "
        + "evaluation of adversarial robustness with an ensemble of diverse parameter-free attacks, ICML 2020 (falling steps, the best point "
        + "of all)";

    public override string? Refuse(RobustProblem problem) =>
        problem.Method?.Member != Member ? "it is not asked for (by pgd_with)" : Sets.RefusePoints(problem.Set);

    protected override SearchMethod MethodOf(RobustProblem problem) => OptionsOf(problem);

    protected override string Describe(RobustProblem problem)
    {
        var m = OptionsOf(problem);
        var momentum = IsZero(m.Momentum) ? "the gradient" : $"the gradients so far (momentum {Text(m.Momentum)}, each over its l1 norm)";
        var length = IsZero(m.Decay)
            ? $"{Text(m.Step)} radius / {Text(m.Steps)}"
            : $"falling length, as (1 - k / {Text(m.Steps)}){(IsOne(m.Decay) ? "" : $"^{Text(m.Decay)}")}, {Text(m.Step)} radii in all,";
        var isSingle = IsOne(m.Restarts);
        var starts = isSingle ? "from the centre" : "the first run from the centre, the others from points drawn uniformly from the set";
        return $"{Text(m.Restarts)} run{(isSingle ? "" : "s")} of {Text(m.Steps)} steps of {length} along the steepest direction of {momentum}, each "
            + $"projected back, {starts}. Of all points passed the best is kept, for each item by itself.";
    }

    /// <summary>A step has the length of its share of the path: c is <c>step</c> radii over the sum of the shares.</summary>
    protected override string Step(PointSet set, bool maximize) => string.Format(
        CultureInfo.InvariantCulture,
        "\\hat x = \\arg\\{0}_{{r, k}} f(x_{{r, k}}), \\quad x_{{k+1}} = \\Pi\\left(x_k {1} c \\left(1 - \\tfrac{{k}}{{n}}\\right)^p {2}\\right), "
        + "\\quad g_k = \\mu g_{{k-1}} + \\nabla f(x_k) / \\|\\nabla f(x_k)\\|_1",
        maximize ? "max" : "min",
        maximize ? "+" : "-",
        Direction(set, "g_k", "g_{k,i}"));

    private static RestartedGradientMethod OptionsOf(RobustProblem problem)
    {
        var options = ((RecordArgument)problem.Method!.Arguments[0]).Fields.ToDictionary(f => f.Name, f => ((HostArgument)f.Value).Value);
        if (IsBelow(options["steps"], 1))
        {
            throw problem.Evaluator.Failure(
                LoweringDiagnostics.NoSteps, $"A search of {Text(options["steps"])} steps goes nowhere.", "at least 1 step");
        }

        if (IsBelow(options["restarts"], 1))
        {
            throw problem.Evaluator.Failure(
                SearchDiagnostics.NoRestarts,
                $"A search with {Text(options["restarts"])} restarts never starts.",
                "at least 1: the first run, from the centre, counts");
        }

        foreach (var name in new[] { "momentum", "decay" })
        {
            if (IsBelow(options[name], 0))
                throw OutOfRange(problem, name, options[name], "at least 0, which is none");
        }

        if (IsBelow(options["step"], 0) || IsZero(options["step"]))
            throw OutOfRange(problem, "step", options["step"], "a number of radii above 0: 2.5 crosses the set");
        return new(options["steps"], options["restarts"], options["momentum"], options["step"], options["decay"]);
    }

    private static LoweringFailure OutOfRange(RobustProblem problem, string name, Node value, string expected) => problem.Evaluator.Failure(
        SearchDiagnostics.OptionOutOfRange, $"The option '{name}' of this search is {Text(value)}.", expected);

    private static bool IsBelow(Node node, int least) => node.Operation is NumberOperation n && n.Value.ToDouble() < least;

    private static bool IsZero(Node node) => node.Operation is NumberOperation { Value.Digits.IsZero: true };

    private static bool IsOne(Node node) => node.Operation is NumberOperation { Value: { IsInteger: true, Digits.IsOne: true } };

    private static string Text(Node node) => node.Operation is NumberOperation n ? n.Value.ToString() : node.Name ?? "n";
}
