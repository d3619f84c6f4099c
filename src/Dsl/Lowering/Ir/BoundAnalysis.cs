using System.Collections.Immutable;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering.Ir;

/// <summary>
/// What is known of a value from what is known of the <c>sup</c>s and <c>inf</c>s in it: kinds travel through monotone operations, change
/// places under decreasing ones, and end as
/// heuristic where neither is certain.
/// </summary>
internal sealed class BoundAnalysis
{
    private readonly Dictionary<Node, BoundKind> _kinds = new();

    /// <summary>The kind of a root that still carries its marks.</summary>
    public static BoundKind KindOf(Node root)
    {
        var analysis = new BoundAnalysis();
        foreach (var node in Graphs.Reachable([root]))
            analysis._kinds[node] = analysis.Kind(node);
        return analysis._kinds[root];
    }

    /// <summary>The derivations of all marks, inner ones first.</summary>
    public static ImmutableArray<Derivation> DerivationsOf(Node root) =>
        Graphs.Reachable([root])
            .SelectMany(n => n.Operation is MarkBoundOperation mark ? mark.Derivations : ImmutableArray<Derivation>.Empty)
            .Distinct()
            .ToImmutableArray();

    private BoundKind Kind(Node node)
    {
        if (node.Operation is MarkBoundOperation mark)
            return mark.Kind;
        var kinds = node.Inputs.Select(i => _kinds[i]).ToArray();
        if (kinds.All(k => k == BoundKind.Exact))
            return BoundKind.Exact;
        return node.Operation switch
        {
            ArithmeticOperation a => Kind(a.Operator, node, kinds),
            SelectOperation => KindOfSelect(node, kinds),
            PickOperation or SpreadOperation or GatherOperation => kinds[1] == BoundKind.Exact ? kinds[0] : BoundKind.Heuristic,
            ReduceOperation or ReshapeOperation or BroadcastOperation or PermuteOperation or ConcatOperation or StackOperation
                or SliceOperation or PadOperation or AxisToCoreOperation or CoreToAxisOperation or StopGradientOperation
                or ToFloatOperation or FollowOperation => kinds.Aggregate(BoundKinds.With),
            _ => BoundKind.Heuristic,
        };
    }

    private static BoundKind Kind(Operator op, Node node, BoundKind[] kinds) => op switch
    {
        Operator.Add or Operator.And or Operator.Or => kinds[0].With(kinds[1]),
        Operator.Subtract or Operator.Greater or Operator.GreaterOrEqual => kinds[0].With(kinds[1].Flip()),
        Operator.Less or Operator.LessOrEqual => kinds[0].Flip().With(kinds[1]),
        Operator.Negate => kinds[0].Flip(),
        Operator.Multiply when kinds[1] == BoundKind.Exact => Scaled(kinds[0], node.Inputs[1]),
        Operator.Multiply when kinds[0] == BoundKind.Exact => Scaled(kinds[1], node.Inputs[0]),
        Operator.Divide when kinds[1] == BoundKind.Exact => Scaled(kinds[0], node.Inputs[1]),
        _ => BoundKind.Heuristic,
    };

    private static BoundKind Scaled(BoundKind kind, Node factor) => Signs.Of(factor) switch
    {
        Sign.NonNegative => kind,
        Sign.NonPositive => kind.Flip(),
        _ => BoundKind.Heuristic,
    };

    /// <summary><c>if c then a else b</c>: increasing in c where a is the larger number, increasing in a and b anyway.</summary>
    private static BoundKind KindOfSelect(Node node, BoundKind[] kinds)
    {
        if (kinds[0] == BoundKind.Exact)
            return kinds[1].With(kinds[2]);
        if (kinds[1] != BoundKind.Exact || kinds[2] != BoundKind.Exact
            || node.Inputs[1].Operation is not NumberOperation first || node.Inputs[2].Operation is not NumberOperation second)
            return BoundKind.Heuristic;
        return first.Value.CompareTo(second.Value) >= 0 ? kinds[0] : kinds[0].Flip();
    }
}

internal enum Sign
{
    Unknown,
    NonNegative,
    NonPositive,
}

/// <summary>The sign that a value has whatever its inputs are.</summary>
internal static class Signs
{
    public static Sign Of(Node node) => node.Operation switch
    {
        NumberOperation n => n.Value.Digits.Sign >= 0 ? Sign.NonNegative : Sign.NonPositive,
        ExtentOperation or IndexOperation => Sign.NonNegative,
        InputOperation { Input: ParamInput { Param.Declaration: BoundParam p } } =>
            p.Low is { } low && low.Digits.Sign >= 0 ? Sign.NonNegative
            : p.High is { } high && high.Digits.Sign <= 0 ? Sign.NonPositive
            : Sign.Unknown,
        InputOperation { Input: ConstantInput { Constant.Declaration: BoundLet { Value: BoundNumber b } } } =>
            b.Value.Digits.Sign >= 0 ? Sign.NonNegative : Sign.NonPositive,
        ArithmeticOperation a => Of(a.Operator, node),
        SelectOperation => Same(node.Inputs[1], node.Inputs[2]),
        ReduceOperation or BroadcastOperation or StopGradientOperation or ReshapeOperation => Of(node.Inputs[0]),
        _ => Sign.Unknown,
    };

    private static Sign Of(Operator op, Node node) => op switch
    {
        Operator.Add => Same(node.Inputs[0], node.Inputs[1]),
        Operator.Negate => Opposite(Of(node.Inputs[0])),
        Operator.Multiply when node.Inputs[0] == node.Inputs[1] => Sign.NonNegative,
        Operator.Multiply or Operator.Divide => Of(node.Inputs[0]) switch
        {
            Sign.NonNegative => Of(node.Inputs[1]),
            Sign.NonPositive => Opposite(Of(node.Inputs[1])),
            _ => Sign.Unknown,
        },
        Operator.Power when node.Inputs[1].Operation is NumberOperation { Value: { IsInteger: true } n }
            && (n.Exponent > 0 || n.Digits.IsEven) => Sign.NonNegative,
        _ => Sign.Unknown,
    };

    private static Sign Same(Node a, Node b) => Of(a) == Of(b) ? Of(a) : Sign.Unknown;

    private static Sign Opposite(Sign sign) => sign switch
    {
        Sign.NonNegative => Sign.NonPositive,
        Sign.NonPositive => Sign.NonNegative,
        _ => sign,
    };
}
