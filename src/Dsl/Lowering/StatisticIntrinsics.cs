using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Lowering.Evaluation;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;
using MLSpec.Dsl.Types;

namespace MLSpec.Dsl.Lowering;

/// <summary>Statistics of all rows at once, which no mean over rows gives.</summary>
internal static class StatisticIntrinsics
{
    private const string Language = "Language.";
    private const string Room = "Protocol.RowStatistics.";

    private static readonly string[] _statistics =
        ["AreaUnderRoc", "AveragePrecision", "CalibrationError", "Kendall", "Spearman", "KsDistance", "KsPValue"];

    public static IEnumerable<KeyValuePair<string, Intrinsic>> All =>
        _statistics.Select(s => new KeyValuePair<string, Intrinsic>(Language + s, (e, a) => Of(e, Room + s, a)));

    /// <summary>What a bound of each row's value says of such a statistic is not known.</summary>
    private static NodeValue Of(Evaluator e, string member, ImmutableArray<TypedValue> arguments)
    {
        var inputs = arguments.Select(a => Input(e, a)).ToArray();
        var call = e.Graph.Make(new CallOperation(member, EquatableList<Extent>.Empty, ElementKind.Float, null), inputs);
        var derivations = arguments.Select(a => a.Value).OfType<CollectedValue>().SelectMany(c => c.Derivations).Distinct().ToImmutableArray();
        return new NodeValue(derivations.IsEmpty ? call : e.Graph.MarkBound(call, BoundKind.Heuristic, derivations));
    }

    private static Node Input(Evaluator e, TypedValue argument) => argument switch
    {
        { Value: CollectedValue collected } => collected.Columns,
        { Type: ArrayType } => throw e.Failure(
            LoweringDiagnostics.NotYet, $"The values of rows are expected here, not {argument.Value.Kind}.", "[ for row in d.test -> ... ]"),
        _ => e.ToNode(argument.Value),
    };
}
