using MLSpec.Dsl.Lowering.Bounds;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering.Robust;

/// <summary>CROWN with the offsets of the semidefinite relaxation: <c>by sdp_crown n</c>.</summary>
internal sealed class SdpCrown : OptimisedBound
{
    public const string Member = "Language.SdpCrown";

    public override string Name => "SDP-CROWN";

    public override string Theorem =>
        "Lagrangian duality over the l2 ball that holds each ReLU layer's input, within its box: the offset h(g, lambda) is valid for every "
        + "multiplier lambda above 0 (theorem 4.1 of the reference is the case without a box)";

    public override string Reference =>
        "H.-M. Chiu, H. Chen, H. Zhang, R. Y. Zhang, SDP-CROWN: efficient bound propagation for neural network verification with tightness of "
        + "semidefinite programming, ICML 2025";

    public override string Accepts => "an l2 ball, perhaps within a box; bodies as for CROWN";

    protected override string Method => Member;

    protected override BoundMethod MethodOf(RobustProblem problem) => new SdpCrownMethod(StepsOf(problem));

    protected override string? RefuseMore(RobustProblem problem) =>
        Sets.ToPoints(problem.Set) is NormBall { Norm: Norm.L2 } or BallInBox { Ball.Norm: Norm.L2 } ? null
        : "the set is not an l2 ball, perhaps within a box";

    protected override string Describe(RobustProblem problem) =>
        $"{StepsText(problem)} steps of Adam on CROWN's free slopes (0.5) and on a multiplier lambda for each ReLU layer and bounded value "
        + "(0.05, from 1), falling by 0.98; layer k's ball lies around the clean values with radius eps times the product of the operator "
        + "norms before it. The best of all steps is kept for each value by itself, and CROWN's bound where that is better.";

    protected override string Latex(PointSet set, bool maximize) =>
        "c^\\top \\operatorname{relu}(x) \\ge g^\\top x - \\tfrac{\\lambda}{2} \\rho^2 + \\sum_i \\min_{l_i \\le t \\le u_i} "
        + "\\left( c_i \\operatorname{relu}(t) - g_i t + \\tfrac{\\lambda}{2} (t - \\hat x_i)^2 \\right) "
        + "\\quad \\forall \\lambda > 0,\\ \\|x - \\hat x\\|_2 \\le \\rho,\\ l \\le x \\le u";
}
