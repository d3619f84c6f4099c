using MLSpec.Dsl.Lowering.Bounds;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering.Robust;

/// <summary>Linear bounds by a backward pass: <c>by crown</c>, and the default in a protocol.</summary>
internal sealed class Crown : CertifiedBound
{
    public const string Member = "Language.Crown";

    public override string Name => "CROWN";

    public override string Theorem =>
        "Backward propagation of linear bounds: a function between two lines on an interval may be replaced by the line that its coefficient's "
        + "sign asks for, and an affine function is extreme over the set by its dual norm";

    public override string Reference =>
        "H. Zhang, T.-W. Weng, P.-Y. Chen, C.-J. Hsieh, L. Daniel, Efficient neural network robustness certification with general activation "
        + "functions, NeurIPS 2018";

    protected override string Method => Member;

    protected override BoundMethod MethodOf(RobustProblem problem) => new CrownMethod();

    protected override string Describe(RobustProblem problem) =>
        "Every nonlinear function lies between two lines on the interval of its argument, itself found by CROWN; positive coefficients take "
        + (problem.Maximize ? "the upper line, negative ones the lower line." : "the lower line, negative ones the upper line.");

    protected override string Latex(PointSet set, bool maximize)
    {
        var (bound, sign) = maximize ? ("\\sup_{x' \\in " + Sets.Latex(set) + "} f(x') \\le", "\\max") : ("\\inf_{x' \\in " + Sets.Latex(set) + "} f(x') \\ge", "\\min");
        return bound + " f(x) + \\sum_k A_k^+ (p_k(z_k) - y_k) + A_k^- (q_k(z_k) - y_k) + " + sign + "_{x'} A_0 (x' - x)";
    }

    protected override string? RefuseDefault(RobustProblem problem) =>
        problem.Evaluator.Context.IsTraining ? "in training the default is a search" : null;
}
