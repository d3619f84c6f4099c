using MLSpec.Dsl.Lowering.Bounds;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering.Robust;

/// <summary>Interval arithmetic: <c>by ibp</c>.</summary>
internal sealed class Ibp : CertifiedBound
{
    public const string Member = "Language.Ibp";

    public override string Name => "interval bound propagation";

    public override string Theorem =>
        "The extreme values of an affine function over a ball are its value at the centre plus and minus the radius times the dual norm of "
        + "its slope; those of an elementwise function over an interval are its range";

    public override string Reference =>
        "S. Gowal et al., On the effectiveness of interval bound propagation for training verifiably robust models, arXiv 1810.12715 (2018)";

    protected override string Method => Member;

    protected override BoundMethod MethodOf(RobustProblem problem) => new IntervalMethod();

    protected override string Describe(RobustProblem problem) =>
        "Intervals from layer to layer: affine operations between two nonlinear ones are taken together, nonlinear ones by their range.";

    protected override string Latex(PointSet set, bool maximize) =>
        $"z = W y + b,\\ y \\in [c - r, c + r] \\Rightarrow z \\in \\left[W c + b \\mp |W| r\\right], \\quad y = \\sigma(z) \\in \\sigma([l, u])";
}
