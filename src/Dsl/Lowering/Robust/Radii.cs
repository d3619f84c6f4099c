using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Lowering.Evaluation;
using MLSpec.Dsl.Lowering.Ir.Operations;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Lowering.Robust;

/// <summary>Checks of radii that are literals; what a parameter holds is checked when it is read, by its range and by the
/// runtime.</summary>
internal static class Radii
{
    public static Value NotNegative(Evaluator evaluator, Value radius) =>
        evaluator.ToNode(radius).Operation is NumberOperation { Value.Digits.Sign: < 0 } number
            ? throw evaluator.Failure(
                LoweringDiagnostics.NegativeRadius, $"The radius of a ball is {number.Value}, below zero.", $"a radius of {-number.Value}")
            : radius;

    public static Value Fraction(Evaluator evaluator, Value fraction, string what, bool isZeroAllowed)
    {
        if (evaluator.ToNode(fraction).Operation is not NumberOperation { Value: var number })
            return fraction;
        var tooSmall = isZeroAllowed ? number.Digits.Sign < 0 : number.Digits.Sign <= 0;
        return tooSmall || number.CompareTo(ExactDecimal.FromInt(1)) > 0
            ? throw evaluator.Failure(
                DistributionDiagnostics.Fraction, $"{what} is {number}, but it is a fraction of the probability.",
                isZeroAllowed ? "a number from 0% to 100%" : "a number above 0%, at most 100%")
            : fraction;
    }
}
