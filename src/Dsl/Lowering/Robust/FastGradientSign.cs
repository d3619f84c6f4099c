using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering.Robust;

/// <summary>A single full step along the gradient's sign: <c>by fgsm</c>. Exact where the body is linear in the point.</summary>
internal sealed class FastGradientSign : GradientSearch
{
    public const string Member = "Language.FastGradientSign";

    public override string Name => "fast gradient sign";

    public override string Theorem =>
        "The linear model of the body on the ball is largest at the ball's boundary, along the dual direction of the gradient";

    public override string Reference =>
        "I. J. Goodfellow, J. Shlens, C. Szegedy, Explaining and harnessing adversarial examples, ICLR 2015";

    public override string? Refuse(RobustProblem problem) =>
        problem.Method?.Member != Member ? "it is not asked for (by fgsm)" : Sets.RefusePoints(problem.Set);

    protected override SearchMethod MethodOf(RobustProblem problem) => new FastGradientSignMethod();

    protected override string Describe(RobustProblem problem) =>
        "One step of the full radius from the centre along the gradient's dual direction, projected back.";
}
