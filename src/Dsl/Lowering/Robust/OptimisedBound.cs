using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering.Robust;

/// <summary>Certified bounds whose parameters climb for a number of steps.</summary>
internal abstract class OptimisedBound : CertifiedBound
{
    protected static Node StepsOf(RobustProblem problem)
    {
        if (problem.Evaluator.Context.IsTraining)
        {
            throw problem.Evaluator.Failure(
                BoundDiagnostics.NotTrainable,
                "A bound that is optimised itself has no derivative by which a model could be trained.",
                "train with by crown or by ibp, and measure with this method");
        }

        var steps = ((HostArgument)problem.Method!.Arguments[0]).Value;
        return steps.Operation is NumberOperation { Value.Digits.Sign: <= 0 } number
            ? throw problem.Evaluator.Failure(
                LoweringDiagnostics.NoSteps, $"An optimisation of {number.Value} steps goes nowhere.", "at least 1 step")
            : steps;
    }

    protected static string StepsText(RobustProblem problem)
    {
        var steps = StepsOf(problem);
        return steps.Operation is NumberOperation n ? n.Value.ToString() : steps.Name ?? "n";
    }
}
