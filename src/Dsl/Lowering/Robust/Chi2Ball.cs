using System.Collections.Immutable;
using MLSpec.Dsl.Lowering.Evaluation;

namespace MLSpec.Dsl.Lowering.Robust;

/// <summary><c>chi2_ball radius D</c>: sum (q - p)^2 / p at most a radius.</summary>
internal sealed class Chi2Ball : WeightsRule
{
    public override string Name => "chi-squared ball";

    public override string Theorem => "Lagrangian duality: the worst law is proportional to p max(f - eta, 0)";

    public override string Reference =>
        "J. C. Duchi, H. Namkoong, Learning models with uniform performance via distributionally robust optimization, Annals of Statistics 49 (2021)";

    public override string Set => "a chi-squared ball";

    public override string Member => "Language.Chi2Ball";

    protected override string Solver => "Uncertainty.Chi2Ball.Weights";

    protected override (string Condition, string Value) Latex =>
        (@"\sum_i (q_i - p_i)^2 / p_i \le \rho",
        @"\inf_\eta \; \sqrt{1 + \rho}\, \left(\mathbb{E}_p (f - \eta)_+^2\right)^{1/2} + \eta, \quad q^* \propto p\, (f - \eta^*)_+");

    protected override string Method => "Weights proportional to p max(f - eta, 0); eta in closed form from the sorted values.";

    protected override ImmutableArray<Value> Own(Evaluator evaluator, ImmutableArray<TypedValue> arguments) =>
        ImmutableArray.Create(Radii.NotNegative(evaluator, arguments[0].Value));
}
