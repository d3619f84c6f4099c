using System.Collections.Immutable;
using MLSpec.Dsl.Lowering.Evaluation;

namespace MLSpec.Dsl.Lowering.Robust;

/// <summary><c>tv_ball radius D</c>: half of sum |q - p| at most a radius, q on the points of p.</summary>
internal sealed class TvBall : WeightsRule
{
    public override string Name => "total variation ball";

    public override string Theorem => "The worst law moves the radius's mass from the smallest values to the largest";

    public override string Reference =>
        "R. Jiang, Y. Guan, Risk-averse two-stage stochastic program with distributional ambiguity, Operations Research 66 (2018)";

    public override string Set => "a total variation ball";

    public override string Member => "Language.TvBall";

    protected override string Solver => "Uncertainty.TvBall.Weights";

    protected override (string Condition, string Value) Latex =>
        (@"\tfrac{1}{2} \sum_i |q_i - p_i| \le \rho", @"\rho \max_i f_i + (1 - \rho)\, \mathrm{CVaR}_{1 - \rho}(f)");

    protected override string Method => "The mass of the radius is taken from the smallest of the sorted values and given to the largest.";

    protected override ImmutableArray<Value> Own(Evaluator evaluator, ImmutableArray<TypedValue> arguments) =>
        ImmutableArray.Create(Radii.Fraction(evaluator, arguments[0].Value, "The radius of a total variation ball", isZeroAllowed: true));
}
