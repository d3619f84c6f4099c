using System.Collections.Immutable;
using MLSpec.Dsl.Binding;

namespace MLSpec.Dsl.Lowering.Ir.Operations;

/// <summary>
/// The exact mean over the rows of a split of a function of one row: a host scalar, evaluated in chunks of rows. Its inputs are the host
/// nodes that the function takes, then those of its reweighting.
/// </summary>
/// <param name="Take">Only the first so many rows; null for all.</param>
/// <param name="Row">One output, a scalar along the batch axis (or constant); with a reweighting, the outputs that it takes.</param>
public sealed record DataMeanOperation(GlobalSymbol Data, string Split, Node? Take, FunctionGraph Row) : MeanOperation
{
    /// <summary>For a worst mean over a set of distributions around the rows; null for the mean over the rows themselves. Its
    /// <see cref="Reweighting.Arguments"/> are the last inputs.</summary>
    public Reweighting? Reweighting { get; init; }

    /// <summary>Whether all values are kept, one column for each output, instead of their mean: only statistics of rows take them.</summary>
    public bool IsCollected { get; init; }

    public override string Name => IsCollected ? "data_columns" : Reweighting is null ? "data_mean" : "data_worst_mean";

    public override string Details => $"{Data.Name}.{Split}: {Row.Name}{(Reweighting is null ? "" : $"; {Reweighting}")}";

    public override ImmutableArray<FunctionGraph> Functions => ImmutableArray.Create(Row);

    public bool Equals(DataMeanOperation? other) =>
        other is not null && ReferenceEquals(Data, other.Data) && Split == other.Split && ReferenceEquals(Take, other.Take)
        && Row.Outputs.SequenceEqual(other.Row.Outputs) && Reweighting == other.Reweighting && IsCollected == other.IsCollected;

    public override int GetHashCode() => Row.Outputs[0].Id;
}
