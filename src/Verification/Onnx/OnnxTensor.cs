using System.Collections.Immutable;
using System.Runtime.InteropServices;
using MLSpec.Runtime;
using MLSpec.Verification.Onnx.Format;

namespace MLSpec.Verification.Onnx;

/// <summary>Tensors that stand in the file. Type numbers are those of <c>TensorProto.DataType</c>.</summary>
internal static class OnnxTensor
{
    private const int Float = 1;
    private const int UInt8 = 2;
    private const int Int8 = 3;
    private const int Int32 = 6;
    private const int Int64 = 7;
    private const int Bool = 9;
    private const int Float16 = 10;
    private const int Double = 11;

    public static bool IsFloat(long type) => type is Float or Float16 or Double;

    public static ImmutableArray<int> ShapeOf(TensorProto tensor, string name) =>
        tensor.Dims.All(d => d is > 0 and <= int.MaxValue) && tensor.Dims.Aggregate(1.0, (p, d) => p * d) <= Array.MaxLength
            ? [.. tensor.Dims.Select(d => (int)d)]
            : throw new UserError($"{name}: no tensor has the shape [{string.Join(", ", tensor.Dims)}].");

    /// <summary>The items row by row; each is exact in double precision, except integers above 2^53.</summary>
    public static double[] Items(TensorProto tensor, string name)
    {
        if (tensor.DataLocation != 0)
            throw new UserError($"{name}: its data lie in another file; save the model with its weights in one file.");
        var count = OnnxValue.Count(ShapeOf(tensor, name));
        var items = tensor.HasRawData ? Raw(tensor, name) : Listed(tensor, name);
        return items.Length == count
            ? items
            : throw new UserError($"{name}: it has {items.Length} items, but its shape [{string.Join(", ", tensor.Dims)}] needs {count}.");
    }

    private static double[] Listed(TensorProto tensor, string name) => tensor.DataType switch
    {
        Float => [.. tensor.FloatData.Select(f => (double)f)],
        Double => [.. tensor.DoubleData],
        Int64 => [.. tensor.Int64Data.Select(i => (double)i)],
        Float16 => [.. tensor.Int32Data.Select(i => (double)BitConverter.UInt16BitsToHalf((ushort)i))],
        Int32 or UInt8 or Int8 or Bool => [.. tensor.Int32Data.Select(i => (double)i)],
        _ => throw Unknown(tensor, name),
    };

    private static double[] Raw(TensorProto tensor, string name) => tensor.DataType switch
    {
        Float => Cast<float>(tensor, static f => f),
        Double => Cast<double>(tensor, static d => d),
        Int64 => Cast<long>(tensor, static i => i),
        Int32 => Cast<int>(tensor, static i => i),
        Float16 => Cast<Half>(tensor, static h => (double)h),
        UInt8 or Bool => Cast<byte>(tensor, static b => b),
        Int8 => Cast<sbyte>(tensor, static b => b),
        _ => throw Unknown(tensor, name),
    };

    private static double[] Cast<T>(TensorProto tensor, Func<T, double> convert)
        where T : unmanaged
    {
        var items = MemoryMarshal.Cast<byte, T>(tensor.RawData.Span);
        var numbers = new double[items.Length];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = convert(items[i]);
        return numbers;
    }

    private static UserError Unknown(TensorProto tensor, string name) =>
        new($"{name}: items of the type number {tensor.DataType} are not read; convert them to float.");
}
