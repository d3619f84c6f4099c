using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Diagnostics;

namespace MLSpec.Dsl.Lowering;

/// <summary>
/// Whether the two sides of each comparison in a claim were trained alike: on as many samples. Where they were not, what is claimed may be
/// due to that, so that the
/// claim says <c>unequal</c>. What only a run decides (a parameter set by the grid, the length of a file) is not judged.
/// </summary>
internal sealed class BudgetCheck(BoundProtocol protocol, LoweredProtocol lowered, Reporter reporter)
{
    private readonly GridCells _cells = new(protocol.Grid);

    public void Run()
    {
        foreach (var claim in protocol.Claims)
            Check(claim);
    }

    private void Check(BoundClaim claim)
    {
        var sides = BoundTree.All(claim.Statement).Select(Sides).OfType<(BoundExpression Left, BoundExpression Right)>()
            .Select(s => (Left: Budgets(s.Left, claim.Condition), Right: Budgets(s.Right, claim.Condition)))
            .Where(s => s.Left.Count > 0 && s.Right.Count > 0)
            .ToList();
        if (sides.Any(s => s.Left.Concat(s.Right).Any(b => b.Amount is null)))
            return;
        var unequal = sides.Where(s => s.Left.Select(b => b.Amount).Concat(s.Right.Select(b => b.Amount)).Distinct().Count() > 1).ToList();
        if (claim.IsUnequal && sides.Count > 0 && unequal.Count == 0)
            reporter.Report(
                StatisticDiagnostics.EqualBudgets,
                claim.Statement.Span,
                "The trainings that this claim compares are given the same number of samples.",
                "remove `unequal`.");
        else if (!claim.IsUnequal && unequal.Count > 0)
            reporter.Report(
                StatisticDiagnostics.UnequalBudgets,
                claim.Statement.Span,
                $"The claim compares trainings that are given different amounts: {string.Join(", ", unequal.SelectMany(s => s.Left.Concat(s.Right)).Distinct())}.",
                "train both alike, or say so: `claim ... unequal : ...`.");
    }

    /// <summary>The two things that an expression compares, if it does.</summary>
    private static (BoundExpression Left, BoundExpression Right)? Sides(BoundExpression expression) => expression switch
    {
        BoundOperation { Operands: [var left, var right] } e when Operators.IsOrder(e.Operator) => (left, right),
        BoundContrast e => (e.Left, e.Right),
        _ => null,
    };

    /// <summary>What the trainings behind the measures of one side are given, over the cells that it selects.</summary>
    private List<Budget> Budgets(BoundExpression side, BoundExpression? condition) => BoundTree.All(side)
        .OfType<BoundEstimate>()
        .SelectMany(e => lowered.Runs.SelectMany(r => r.Variants.Where(v => IsRead(r, v, e) && _cells.Any([.. v.Selections, .. e.Selections], condition))
            .Select(v => Budget.Of(v.Training, r.Overrides))))
        .Distinct()
        .ToList();

    private bool IsRead(LoweredRun run, RunVariant variant, BoundEstimate estimate) => lowered.Measures
        .Where(m => m.Symbol == estimate.Measure)
        .SelectMany(m => m.Instances)
        .Any(i => i.Run is { } alias ? alias == run.Alias : variant.Training.Instances.Contains(i));
}
