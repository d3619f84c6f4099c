using System.Collections.Immutable;
using MLSpec.Dsl.Lowering.Evaluation;

namespace MLSpec.Dsl.Lowering.Robust;

/// <summary><c>cvar fraction D</c>: densities at most 1 / fraction; the mean of the worst fraction.</summary>
internal sealed class Cvar : WeightsRule
{
    public override string Name => "conditional value at risk";

    public override string Theorem => "The mean of the worst fraction is the largest mean under a density of at most its reciprocal";

    public override string Reference =>
        "R. T. Rockafellar, S. Uryasev, Optimization of conditional value-at-risk, Journal of Risk 2 (2000)";

    public override string Set => "a cvar set";

    public override string Member => "Language.Cvar";

    protected override string Solver => "Uncertainty.Cvar.Weights";

    protected override (string Condition, string Value) Latex =>
        (@"q_i \le p_i / \alpha", @"\inf_\eta \; \eta + \tfrac{1}{\alpha} \mathbb{E}_p (f - \eta)_+");

    protected override string Method => "Weights p / fraction for the largest of the sorted values, down to the quantile.";

    protected override ImmutableArray<Value> Own(Evaluator evaluator, ImmutableArray<TypedValue> arguments) =>
        ImmutableArray.Create(Radii.Fraction(evaluator, arguments[0].Value, "The fraction of a cvar", isZeroAllowed: false));
}
