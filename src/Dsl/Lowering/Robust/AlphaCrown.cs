using MLSpec.Dsl.Lowering.Bounds;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering.Robust;

/// <summary>CROWN whose free slopes climb on the bound: <c>by alpha_crown n</c>.</summary>
internal sealed class AlphaCrown : OptimisedBound
{
    public const string Member = "Language.AlphaCrown";

    public override string Name => "alpha-CROWN";

    public override string Theorem =>
        "CROWN's bound holds for every choice of the lines, so that the best of all that an ascent passes is a bound";

    public override string Reference =>
        "K. Xu, H. Zhang, S. Wang, Y. Wang, S. Jana, X. Lin, C.-J. Hsieh, Fast and complete: enabling complete neural network verification "
        + "with rapid and massively parallel incomplete verifiers, ICLR 2021";

    protected override string Method => Member;

    protected override BoundMethod MethodOf(RobustProblem problem) => new AlphaCrownMethod(StepsOf(problem));

    protected override string Describe(RobustProblem problem) =>
        $"{StepsText(problem)} steps of Adam (0.1, falling by 0.98) on the free slopes of every layer's lines, one for each bounded value "
        + "and neuron; the bounds of inner layers move with them. The best of all steps is kept for each value by itself.";

    protected override string Latex(PointSet set, bool maximize) => maximize
        ? "\\sup_{x' \\in " + Sets.Latex(set) + "} f(x') \\le \\min_{\\alpha \\in [0, 1]^n} \\max_{x'} \\left( A(\\alpha) x' + b(\\alpha) \\right)"
        : "\\inf_{x' \\in " + Sets.Latex(set) + "} f(x') \\ge \\max_{\\alpha \\in [0, 1]^n} \\min_{x'} \\left( A(\\alpha) x' + b(\\alpha) \\right)";
}
