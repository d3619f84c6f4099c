using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Lowering.Evaluation;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering.Robust;

/// <summary>The rules, in the order in which they are tried.</summary>
internal static class RobustRules
{
    public static ImmutableArray<IRobustRule> All { get; } =
        ImmutableArray.Create<IRobustRule>(
            new FiniteList(), new OtherLabels(), new FastGradientSign(), new ProjectedGradient(), new RestartedGradient(),
            new Ibp(), new Crown(), new AlphaCrown(), new SdpCrown())
            .AddRange(DistributionRules.All);

    /// <summary>The members that name a method of a rule.</summary>
    public static IEnumerable<string> Methods { get; } =
    [
        ProjectedGradient.Member, RestartedGradient.Member, FastGradientSign.Member, Ibp.Member, Crown.Member, AlphaCrown.Member, SdpCrown.Member,
        WassersteinBall.Exact,
        ExponentiatedGradient.MethodMember,
        DualMethod.Member, DualMethod.Amortised, DualMethod.DualAmortised,
    ];

    /// <summary>The value by the first rule for this kind of set that applies; where none does, an error that says why each did
    /// not.</summary>
    public static Node Lower(RobustProblem problem)
    {
        var reasons = new List<string>();
        foreach (var rule in All.Where(r => r is DistributionRule == problem.Set is DistributionSet))
        {
            if (rule.Refuse(problem) is not { } reason)
                return Certify(problem, rule.Apply(problem));
            reasons.Add($"{rule.Name}: {reason}");
        }

        throw problem.Evaluator.Failure(
            LoweringDiagnostics.UncertainSurvives,
            $"No rule computes this {problem.Word} over {Sets.Describe(problem.Set)}. Tried: {string.Join("; ", reasons)}.",
            Fix(problem));
    }

    /// <summary>Notes whether the answer is a certificate: exact, no less than a supremum, no more than an infimum.</summary>
    private static Node Certify(RobustProblem problem, Node value)
    {
        if (value.Operation is not MarkBoundOperation mark || mark.Derivations.FirstOrDefault() is not { } own || own.Span != problem.Span)
            return value;
        var isCertificate = mark.Kind is not BoundKind.Heuristic && (mark.Kind == BoundKind.Exact || mark.Kind != problem.KindOfPoint);
        return problem.Graph.MarkBound(value.Inputs[0], mark.Kind, mark.Derivations.SetItem(0, own with { IsCertificate = isCertificate }));
    }

    private static string? Fix(RobustProblem problem)
    {
        if (problem.Method is not null || Sets.RefusePoints(problem.Set) is not null)
            return null;
        var found = problem.Maximize ? "a lower bound of the supremum" : "an upper bound of the infimum";
        return $"name a search, for example by pgd 20: it finds {found}, not a certificate";
    }
}
