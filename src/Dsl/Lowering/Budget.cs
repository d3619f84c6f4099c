using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Lowering;

/// <summary>What a training is given, with what it goes on from.</summary>
/// <param name="Training">Its name.</param>
/// <param name="Amount">How much, in words that are equal for equal amounts: <c>64000 samples</c>; null where only a run decides
/// it.</param>
internal sealed record Budget(string Training, string? Amount)
{
    public override string ToString() => $"`{Training}` {Amount}";

    /// <param name="overrides">The parameters that a run sets.</param>
    public static Budget Of(LoweredTraining training, IReadOnlyCollection<LoweredOverride> overrides)
    {
        var parts = Parts(training, overrides).ToList();
        var amounts = parts.Any(p => p.Amount is null)
            ? null
            : parts.GroupBy(p => p.Of).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Aggregate(ExactDecimal.Zero, (sum, p) => sum + p.Amount!.Value)} {g.Key}");
        return new Budget(training.Name, amounts is null ? null : string.Join(" and ", amounts));
    }

    private static IEnumerable<(ExactDecimal? Amount, string Of)> Parts(LoweredTraining training, IReadOnlyCollection<LoweredOverride> overrides) =>
        training.After.SelectMany(t => Parts(t, overrides)).Append(Part(training, overrides));

    private static (ExactDecimal? Amount, string Of) Part(LoweredTraining training, IReadOnlyCollection<LoweredOverride> overrides)
    {
        var amount = Value(training.Budget.Amount, overrides);
        if (training.Budget.Clock == LanguageTypes.Epoch)
            return (amount, $"epochs of {string.Join(", ", training.Batch?.Sources.Select(s => s.ToString()) ?? [])}");
        return training.Batch is { } batch
            ? (amount is { } steps && Value(batch.Size, overrides) is { } size ? steps * size : null, "samples")
            : (amount, "steps");
    }

    /// <summary>
    /// The value of a host scalar with the parameters as declared; null where a run sets one that it reads, or it is computed in another
    /// way.
    /// </summary>
    private static ExactDecimal? Value(Node node, IReadOnlyCollection<LoweredOverride> overrides) => node.Operation switch
    {
        NumberOperation number => number.Value,
        InputOperation { Input: ParamInput { Param: { Declaration: BoundParam { Value: BoundNumber number } } param } } =>
            overrides.Any(o => o.Param == param) ? null : number.Value,
        _ => null,
    };
}
