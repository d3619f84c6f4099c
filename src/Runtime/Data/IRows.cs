using System.Collections.Immutable;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Data;

/// <summary>Typed rows: one tensor per column, all with the same leading dimension n, the number of rows.</summary>
public interface IRows<TSelf> where TSelf : IRows<TSelf>
{
    /// <summary>The columns, in the order of <see cref="Columns"/>.</summary>
    static abstract ImmutableArray<Column> Schema { get; }

    /// <summary>Rows over the given tensors, in the order of the schema: float32 or int64, [n, ...shape].</summary>
    static abstract TSelf FromColumns(IReadOnlyList<Tensor> columns);

    /// <summary>
    /// The tensors, in the order of the schema. In a record, computed (<c>=> [Image, Label]</c>) and not stored, or <c>with</c> would
    /// keep the old ones.
    /// </summary>
    IReadOnlyList<Tensor> Columns { get; }
}
