using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering.Robust;

/// <summary>Projected gradient steps from a random start: the default in training, and <c>by pgd n</c>.</summary>
internal sealed class ProjectedGradient : GradientSearch
{
    public const string Member = "Language.ProjectedGradient";

    /// <summary>The steps of Madry et al.'s adversarial training on MNIST-sized problems are 7 to 40; what training uses unless it is
    /// told.</summary>
    private const int DefaultSteps = 7;

    public override string Name => "projected gradient";

    public override string Theorem => "Projected gradient ascent (descent); Danskin's theorem for the outer derivative";

    public override string Reference =>
        "A. Madry, A. Makelov, L. Schmidt, D. Tsipras, A. Vladu, Towards deep learning models resistant to adversarial attacks, ICLR 2018";

    public override string? Refuse(RobustProblem problem) =>
        Sets.RefusePoints(problem.Set)
        ?? (problem.Method is { } method ? (method.Member == Member ? null : $"the method asked for is {method.Member}")
            : problem.Evaluator.Context.IsTraining ? null
            : "outside of training an attack is no answer unless it is asked for");

    /// <summary>The number of steps that is asked for, or the default.</summary>
    public static Node StepsOf(RobustProblem problem)
    {
        if (problem.Method is null)
            return problem.Graph.Integer(DefaultSteps);
        var steps = ((HostArgument)problem.Method.Arguments[0]).Value;
        return steps.Operation is NumberOperation { Value.Digits.Sign: <= 0 } number
            ? throw problem.Evaluator.Failure(
                LoweringDiagnostics.NoSteps, $"A search of {number.Value} steps goes nowhere.", "at least 1 step")
            : steps;
    }

    protected override SearchMethod MethodOf(RobustProblem problem) => new ProjectedGradientMethod(StepsOf(problem));

    protected override string Describe(RobustProblem problem)
    {
        var steps = ((ProjectedGradientMethod)MethodOf(problem)).Steps;
        var count = steps.Operation is NumberOperation n ? n.Value.ToString() : steps.Name ?? "n";
        return $"{count} steps of 2.5 radius / {count} along the gradient's {Direction(problem)}, each projected back, "
            + "from a point drawn uniformly from the set (from the centre for a single step).";
    }

    private static string Direction(RobustProblem problem) =>
        Sets.ToPoints(problem.Set) switch
        {
            NormBall { Norm: Norm.L2 } or BallInBox { Ball.Norm: Norm.L2 } => "direction",
            NormBall { Norm: Norm.L1 } or BallInBox { Ball.Norm: Norm.L1 } => "steepest coordinate",
            _ => "sign",
        };
}
