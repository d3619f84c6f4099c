using System.Collections.Immutable;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Lowering;

/// <summary>
/// Whether the claims of a protocol can say what they say. A comparison is accepted where
/// it holds of the true values whenever it holds of the measured ones (the greater side exact or a lower bound, the lesser exact or an upper
/// bound); where all that is not exact in it bounds one quantity, so that it speaks of the bounds; and where it is marked
/// <c>empirical</c> and all bounds in it are of one side.
/// </summary>
internal sealed class ClaimCheck(BoundProtocol protocol, ImmutableArray<LoweredMeasure> measures, SourceText source, Reporter reporter)
{
    private readonly Claims _claims = new(protocol, measures);

    public void Run()
    {
        foreach (var claim in protocol.Claims)
        {
            var comparisons = Comparisons(claim.Statement).ToList();
            var estimates = comparisons.SelectMany(BoundTree.All).OfType<BoundEstimate>();
            if (estimates.All(e => measures.Any(m => m.Symbol == e.Measure)))
                Check(claim, comparisons);
        }
    }

    private static IEnumerable<BoundOperation> Comparisons(BoundExpression statement) => statement switch
    {
        BoundOperation { Operator: Operator.And or Operator.Or } e => e.Operands.SelectMany(Comparisons),
        BoundOperation e => [e],
        _ => [],
    };

    private void Check(BoundClaim claim, List<BoundOperation> comparisons)
    {
        var unsupported = comparisons.Where(c => !IsSound(c, claim) && !IsOfBounds(c, claim)).ToList();
        if (claim.IsEmpirical && unsupported.Count == 0)
        {
            reporter.Report(
                ClaimDiagnostics.NotEmpirical,
                claim.Statement.Span,
                "This claim holds of the true values whenever it holds of the measured ones.",
                "remove `empirical`.");
        }

        foreach (var comparison in unsupported)
        {
            var uncertain = Uncertain(comparison, claim);
            if (uncertain.Select(e => _claims.KindOf(e, claim.Condition)).Distinct().Count() > 1)
                ReportOpposite(comparison, claim, uncertain);
            else if (!claim.IsEmpirical)
                ReportWrongSide(comparison, claim, uncertain);
        }
    }

    /// <summary>Whether the comparison of the measured values implies that of the true ones.</summary>
    private bool IsSound(BoundOperation comparison, BoundClaim claim)
    {
        var (greater, lesser) = Sides(comparison);
        return _claims.KindOf(greater, claim.Condition) is BoundKind.Exact or BoundKind.Lower
            && _claims.KindOf(lesser, claim.Condition) is BoundKind.Exact or BoundKind.Upper;
    }

    /// <summary>Whether it compares bounds of one quantity: how tight they are, or whether they contradict each other.</summary>
    private bool IsOfBounds(BoundOperation comparison, BoundClaim claim)
    {
        var uncertain = Uncertain(comparison, claim);
        return uncertain.Select(Name).Distinct().Count() > 1 && _claims.AreOfOneQuantity(uncertain, claim.Condition);
    }

    private static string Name(BoundEstimate estimate) => string.Join(" ", estimate.Selections.Select(s => s.Label).Prepend(estimate.Measure.Name));

    private List<BoundEstimate> Uncertain(BoundOperation comparison, BoundClaim claim) => BoundTree.All(comparison)
        .OfType<BoundEstimate>()
        .Where(e => _claims.KindOf(e, claim.Condition) != BoundKind.Exact)
        .ToList();

    private static (BoundExpression Greater, BoundExpression Lesser) Sides(BoundOperation comparison) =>
        comparison.Operator is Operator.Less or Operator.LessOrEqual
            ? (comparison.Operands[1], comparison.Operands[0])
            : (comparison.Operands[0], comparison.Operands[1]);

    private void ReportWrongSide(BoundOperation comparison, BoundClaim claim, List<BoundEstimate> uncertain)
    {
        var (greater, lesser) = Sides(comparison);
        var isGreater = _claims.KindOf(greater, claim.Condition) is not (BoundKind.Exact or BoundKind.Lower);
        var (side, needed, wrong) = isGreater ? ("greater", BoundKind.Lower, greater) : ("lesser", BoundKind.Upper, lesser);
        var kind = _claims.KindOf(wrong, claim.Condition);
        var methods = string.Join(", ", uncertain.Select(e => _claims.Methods(e, claim.Condition)).Distinct());
        reporter.Report(
            ClaimDiagnostics.WrongSide,
            wrong.Span,
            $"The true value of the {side} side may be {(isGreater ? "smaller" : "greater")}: `{source[wrong.Span]}` is {Claims.Words(kind)} "
            + $"({methods}), and the claim needs {Claims.Words(needed)}.",
            $"claim it of what was found, `claim ... empirical : ...`, or measure by a method that gives {Claims.Words(needed)}.");
    }

    private void ReportOpposite(BoundOperation comparison, BoundClaim claim, List<BoundEstimate> uncertain)
    {
        var parts = uncertain
            .Select(e => $"`{source[e.Span]}` is {Claims.Words(_claims.KindOf(e, claim.Condition))} ({_claims.Methods(e, claim.Condition)})")
            .Distinct();
        reporter.Report(
            ClaimDiagnostics.OppositeSides,
            comparison.Span,
            $"The claim compares bounds of different quantities from opposite sides: {string.Join(", ", parts)}.",
            "measure both by methods that bound from one side.");
    }
}
