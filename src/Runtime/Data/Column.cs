using System.Collections.Immutable;
using TorchSharp;

namespace MLSpec.Runtime.Data;

/// <summary>What the elements of a column are.</summary>
public enum ColumnKind
{
    /// <summary>Finite numbers, float32.</summary>
    Float,

    /// <summary>Whole numbers, int64.</summary>
    Integer,

    /// <summary>Labels 0, ..., n - 1, int64.</summary>
    Class,
}

/// <summary>
/// A typed column of rows. In a file with named columns, a scalar field is the column <c>name</c>, a field of k elements the columns
/// <c>name0</c> to <c>name(k-1)</c>.
/// </summary>
/// <param name="Name">The field's name.</param>
/// <param name="Kind">What its elements are.</param>
/// <param name="Shape">The shape of one row's value; empty for a scalar.</param>
/// <param name="Classes">The number of labels of a <see cref="ColumnKind.Class"/> column, else 0.</param>
public sealed record Column(string Name, ColumnKind Kind, ImmutableArray<long> Shape, int Classes = 0)
{
    /// <summary>Elements per row.</summary>
    public int Width { get; } = checked((int)Shape.Aggregate(1L, (product, size) => product * size));

    /// <summary>The columns of a file that hold the elements, in row-major order.</summary>
    public ImmutableArray<string> FileColumns =>
        Shape.IsEmpty ? [Name] : [.. Enumerable.Range(0, Width).Select(i => Name + StableHash.Text(i))];

    internal torch.ScalarType Type => Kind == ColumnKind.Float ? torch.ScalarType.Float32 : torch.ScalarType.Int64;

    /// <summary>Everything about the column, for a hash.</summary>
    internal string ToText() => $"{Name}:{Kind}[{string.Join(",", Shape)}]/{StableHash.Text(Classes)}";

    /// <summary>A column of finite numbers.</summary>
    public static Column Float(string name, params ReadOnlySpan<long> shape) => new(name, ColumnKind.Float, [.. shape]);

    /// <summary>A column of whole numbers.</summary>
    public static Column Integer(string name, params ReadOnlySpan<long> shape) => new(name, ColumnKind.Integer, [.. shape]);

    /// <summary>A column of labels below <paramref name="classes"/>.</summary>
    public static Column Class(string name, int classes, params ReadOnlySpan<long> shape) =>
        new(name, ColumnKind.Class, [.. shape], classes);
}
