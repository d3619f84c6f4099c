using System.Collections.Immutable;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering;

/// <summary>What is known of the quantities in the claims of a protocol.</summary>
internal sealed class Claims(BoundProtocol protocol, ImmutableArray<LoweredMeasure> measures)
{
    /// <summary>What statistics make of a bound, where larger values of the measure do not make them larger: smaller, or either.</summary>
    private static readonly Dictionary<string, Func<BoundKind, BoundKind>> _notIncreasing = new()
    {
        ["Protocol.Statistic.OptimalityGap"] = BoundKinds.Flip,
        ["Protocol.Statistic.StandardDeviation"] = Neither,
        ["Protocol.Statistic.StandardError"] = Neither,
    };

    private readonly GridCells _cells = new(protocol.Grid);

    /// <summary>The kind in words: <c>a lower bound</c>.</summary>
    public static string Words(BoundKind kind) => kind switch
    {
        BoundKind.Exact => "an exact value",
        BoundKind.Lower => "a lower bound",
        BoundKind.Upper => "an upper bound",
        _ => "a value of which nothing is known",
    };

    /// <summary>How a quantity of a claim relates to the same quantity of the true values.</summary>
    public BoundKind KindOf(BoundExpression expression, BoundExpression? condition) => expression switch
    {
        BoundEstimate estimate => KindOf(estimate, condition),
        BoundContrast contrast => KindOf(contrast.Left, condition).With(KindOf(contrast.Right, condition).Flip()),
        BoundOperation { Operator: Operator.Negate } e => KindOf(e.Operands[0], condition).Flip(),
        BoundOperation { Operands: [var left, var right] } e => Combine(
            e.Operator, (left, KindOf(left, condition)), (right, KindOf(right, condition))),
        _ => BoundKind.Exact,
    };

    /// <summary>Over the cells that an estimate selects under a condition.</summary>
    public BoundKind KindOf(BoundEstimate estimate, BoundExpression? condition)
    {
        var kind = Variants(estimate, condition).Select(v => v.BoundKind).DefaultIfEmpty(BoundKind.Exact).Aggregate(BoundKinds.With);
        return estimate.Statistic.Member is { } member && _notIncreasing.TryGetValue(member, out var of) ? of(kind) : kind;
    }

    private static BoundKind Neither(BoundKind kind) => kind == BoundKind.Exact ? kind : BoundKind.Heuristic;

    /// <summary>The methods that bound what an estimate is of.</summary>
    public string Methods(BoundEstimate estimate, BoundExpression? condition) =>
        string.Join(", ", Variants(estimate, condition).SelectMany(v => v.Derivations).Select(d => d.Rule).Distinct());

    /// <summary>
    /// Whether estimates bound one quantity: one expression but for the methods that bound its worst cases, on the same cells as far as it
    /// depends on them.
    /// </summary>
    public bool AreOfOneQuantity(IReadOnlyList<BoundEstimate> estimates, BoundExpression? condition)
    {
        var quantities = estimates.SelectMany(e => Variants(e, condition)).Select(v => v.Quantity).Distinct().ToList();
        if (quantities is not [{ } quantity])
            return false;
        var variables = Graphs.Reachable([quantity])
            .Select(n => (n.Operation as InputOperation)?.Input)
            .OfType<GridInput>()
            .Select(g => g.Variable)
            .Concat(protocol.Runs.SelectMany(r => r.Overrides.Select(o => o.Value).Prepend(r.Training))
                .SelectMany(BoundTrees.NamesIn)
                .OfType<GridSymbol>());
        return variables.All(v => estimates.Select(e => Selected(e, v)).Distinct().Count() == 1);
    }

    private static int? Selected(BoundEstimate estimate, GridSymbol variable) =>
        estimate.Selections.Where(s => s.Variable == variable).Select(s => (int?)s.ValueIndex).FirstOrDefault();

    private IEnumerable<MeasureVariant> Variants(BoundEstimate estimate, BoundExpression? condition) => measures
        .Where(m => m.Symbol == estimate.Measure)
        .SelectMany(m => m.Variants)
        .Where(v => _cells.Any([.. v.Selections, .. estimate.Selections], condition));

    private BoundKind Combine(Operator op, (BoundExpression Value, BoundKind Kind) left, (BoundExpression Value, BoundKind Kind) right) => op switch
    {
        Operator.Add => left.Kind.With(right.Kind),
        Operator.Subtract => left.Kind.With(right.Kind.Flip()),
        Operator.Multiply when right.Kind == BoundKind.Exact => Scale(left.Kind, right.Value),
        Operator.Multiply when left.Kind == BoundKind.Exact => Scale(right.Kind, left.Value),
        Operator.Divide when right.Kind == BoundKind.Exact => Scale(left.Kind, right.Value),
        _ => left.Kind.With(right.Kind) == BoundKind.Exact ? BoundKind.Exact : BoundKind.Heuristic,
    };

    private BoundKind Scale(BoundKind kind, BoundExpression factor) => kind == BoundKind.Exact ? kind : factor switch
    {
        BoundNumber number => number.Value.Digits.Sign >= 0 ? kind : kind.Flip(),
        BoundOperation { Operator: Operator.Negate } negated => Scale(kind, negated.Operands[0]).Flip(),
        BoundEstimate estimate when measures.Any(m => m.Symbol == estimate.Measure && m.IsFraction) => kind,
        _ => BoundKind.Heuristic,
    };
}
