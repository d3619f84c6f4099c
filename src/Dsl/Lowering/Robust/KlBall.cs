using System.Collections.Immutable;
using MLSpec.Dsl.Lowering.Evaluation;

namespace MLSpec.Dsl.Lowering.Robust;

/// <summary><c>kl_ball radius D</c>: KL(q || p) at most a radius in nats.</summary>
internal class KlBall : WeightsRule
{
    public override string Name => "Kullback-Leibler ball";

    public override string Theorem => "Donsker-Varadhan duality: the worst law is the nominal one tilted by exp(f / b)";

    public override string Reference =>
        "M. D. Donsker, S. R. S. Varadhan, Asymptotic evaluation of certain Markov process expectations for large time, CPAM 28 (1975); "
        + "Z. Hu, L. J. Hong, Kullback-Leibler divergence constrained distributionally robust optimization, 2013";

    public override string Set => "a KL ball";

    public override string Member => "Language.KlBall";

    public override string? Refuse(RobustProblem problem) =>
        problem.Set is not DistributionSet set || set.Member != Member ? $"the set is not {Set}"
        : problem.Method is null || DualMethod.IsExact(problem.Method) ? null
        : "it takes the method `dual exact`, or none";

    protected override string Solver => "Uncertainty.KlBall.Weights";

    protected override (string Condition, string Value) Latex =>
        (@"\mathrm{KL}(q \,\|\, p) \le \delta", @"\inf_{b > 0} \; b \log \mathbb{E}_p\, e^{f / b} + b\, \delta, \quad q^* \propto p\, e^{f / b^*}");

    protected override string Method =>
        "Weights proportional to p exp(f / b); b, at which their divergence is the radius, by a safeguarded Newton method.";

    protected override ImmutableArray<Value> Own(Evaluator evaluator, ImmutableArray<TypedValue> arguments) =>
        ImmutableArray.Create(Radii.NotNegative(evaluator, arguments[0].Value));
}
