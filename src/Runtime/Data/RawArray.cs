using System.Numerics;
using System.Runtime.InteropServices;

namespace MLSpec.Runtime.Data;

/// <summary>The element types of array files.</summary>
internal enum ElementType { Bool, UInt8, Int8, UInt16, Int16, UInt32, Int32, Int64, Float16, Float32, Float64 }

/// <summary>An array as it stands in a file: row-major, little-endian bytes. The first dimension counts the rows.</summary>
internal sealed record RawArray(ElementType Type, long[] Shape, byte[] Bytes)
{
    public static int SizeOf(ElementType type) => type switch
    {
        ElementType.Bool or ElementType.UInt8 or ElementType.Int8 => 1,
        ElementType.UInt16 or ElementType.Int16 or ElementType.Float16 => 2,
        ElementType.UInt32 or ElementType.Int32 or ElementType.Float32 => 4,
        _ => 8,
    };

    /// <summary>
    /// Bytes that an array of this type and shape has; an <see cref="InvalidDataException"/> when no array can be that large.
    /// </summary>
    public static int ByteCount(ElementType type, long[] shape)
    {
        long count = SizeOf(type);
        foreach (var size in shape)
            count = size >= 0 && (size == 0 || count <= Array.MaxLength / size)
                ? count * size
                : throw new InvalidDataException($"an array of shape [{string.Join(", ", shape)}] is too large");
        return (int)count;
    }

    /// <summary>
    /// The array as a column's checked elements. A row may have another shape than the column, as long as it has as many elements.
    /// </summary>
    public ColumnBuffer ToColumn(string source, Column column)
    {
        if (Shape.Length == 0 || Shape[1..].Aggregate(1L, (product, size) => product * size) != column.Width)
            throw new UserError($"{source} has shape [{string.Join(", ", Shape)}], but '{column.Name}' needs "
                + $"[rows{string.Concat(column.Shape.Select(size => $", {size}"))}].");
        var isFloat = Type is ElementType.Float16 or ElementType.Float32 or ElementType.Float64;
        if (isFloat && column.Kind != ColumnKind.Float)
            throw new UserError($"{source} holds numbers of type {Type}, but '{column.Name}' needs whole numbers.");
        var buffer = new ColumnBuffer(column, checked((int)Shape[0]));
        switch (Type)
        {
            case ElementType.Bool or ElementType.UInt8: Fill<byte>(buffer, source); break;
            case ElementType.Int8: Fill<sbyte>(buffer, source); break;
            case ElementType.UInt16: Fill<ushort>(buffer, source); break;
            case ElementType.Int16: Fill<short>(buffer, source); break;
            case ElementType.UInt32: Fill<uint>(buffer, source); break;
            case ElementType.Int32: Fill<int>(buffer, source); break;
            case ElementType.Int64: Fill<long>(buffer, source); break;
            case ElementType.Float16: Fill<Half>(buffer, source); break;
            case ElementType.Float32: Fill<float>(buffer, source); break;
            case ElementType.Float64: Fill<double>(buffer, source); break;
        }
        return buffer;
    }

    private void Fill<T>(ColumnBuffer buffer, string source) where T : unmanaged, INumberBase<T>
    {
        var values = MemoryMarshal.Cast<byte, T>(Bytes);
        var isFloat = buffer.Column.Kind == ColumnKind.Float;
        for (var i = 0; i < values.Length; i++)
        {
            var refused = isFloat ? buffer.Set(i, float.CreateTruncating(values[i])) : buffer.Set(i, long.CreateTruncating(values[i]));
            if (refused is { } reason)
                throw new UserError($"{source}, row "
                    + $"{i / buffer.Column.Width}{(buffer.Column.Width > 1 ? $", element {i % buffer.Column.Width}" : "")}: {reason}.");
        }
    }
}
