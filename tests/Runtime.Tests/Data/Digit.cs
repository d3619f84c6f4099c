using System.Collections.Immutable;
using MLSpec.Runtime.Data;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Tests.Data;

/// <summary>Rows in the shape of generated code: an image of 2 x 2 pixels, a weight, a label.</summary>
internal sealed record Digit(Tensor Image, Tensor Weight, Tensor Label) : IRows<Digit>
{
    public static ImmutableArray<Column> Schema { get; } = [Column.Float("image", 2, 2), Column.Float("weight"), Column.Class("label", 10)];

    public IReadOnlyList<Tensor> Columns => [Image, Weight, Label];

    public static Digit FromColumns(IReadOnlyList<Tensor> columns) => new(columns[0], columns[1], columns[2]);

    /// <summary>n rows whose values say which row they are.</summary>
    public static Digit Numbered(int n)
    {
        var place = arange(n, ScalarType.Float32);
        return new(place.view(n, 1, 1).expand(n, 2, 2).contiguous(), place, place.to(ScalarType.Int64).remainder(10));
    }
}

/// <summary>Two fields that read the same column of a file: x1.</summary>
internal sealed record Clash(Tensor X, Tensor X1) : IRows<Clash>
{
    public static ImmutableArray<Column> Schema { get; } = [Column.Float("x", 2), Column.Float("x1")];

    public IReadOnlyList<Tensor> Columns => [X, X1];

    public static Clash FromColumns(IReadOnlyList<Tensor> columns) => new(columns[0], columns[1]);
}

/// <summary>One scalar of whole numbers.</summary>
internal sealed record Tally(Tensor Count) : IRows<Tally>
{
    public static ImmutableArray<Column> Schema { get; } = [Column.Integer("count")];

    public IReadOnlyList<Tensor> Columns => [Count];

    public static Tally FromColumns(IReadOnlyList<Tensor> columns) => new(columns[0]);
}
