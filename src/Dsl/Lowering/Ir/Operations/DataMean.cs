using System.Collections.Immutable;
using MLSpec.Dsl.Binding;

namespace MLSpec.Dsl.Lowering.Ir.Operations;

/// <summary>
/// The exact mean over the rows of a split of a function of one row: a host scalar, evaluated in chunks of rows. Its inputs are the host
/// nodes that the function takes.
/// </summary>
/// <param name="Take">Only the first so many rows; null for all.</param>
/// <param name="Row">One output, a scalar along the batch axis (or constant).</param>
public sealed record DataMeanOperation(GlobalSymbol Data, string Split, Node? Take, FunctionGraph Row) : Operation
{
    public override string Name => "data_mean";

    public override string Details => $"{Data.Name}.{Split}: {Row.Name}";

    internal override NodeType Infer(ImmutableArray<Node> inputs) => NodeType.Host(ElementKind.Float);

    public bool Equals(DataMeanOperation? other) =>
        other is not null && ReferenceEquals(Data, other.Data) && Split == other.Split && ReferenceEquals(Take, other.Take)
        && ReferenceEquals(Row.Outputs[0], other.Row.Outputs[0]);

    public override int GetHashCode() => Row.Outputs[0].Id;
}
