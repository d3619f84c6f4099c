using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Data;

/// <summary>NumPy's <c>.npy</c>: one array. The format of numpy.lib.format, versions 1 to 3.</summary>
internal static partial class Npy
{
    /// <summary>
    /// An array. Throws <see cref="InvalidDataException"/> for what is none, or none of numbers in row-major, little-endian order.
    /// </summary>
    public static RawArray Read(Stream stream)
    {
        using var from = new BinaryReader(stream);
        if (from.ReadByte() != 0x93 || !from.ReadBytes(5).AsSpan().SequenceEqual("NUMPY"u8))
            throw new InvalidDataException("it is no NumPy array");
        var version = from.ReadByte();
        from.ReadByte();
        var header = Encoding.UTF8.GetString(from.ReadBytes(version == 1 ? from.ReadUInt16() : from.ReadInt32()));
        if (Header().Match(header) is not { Success: true } match)
            throw new InvalidDataException($"the NumPy header {header.Trim()} is not understood");
        var shape = match.Groups["shape"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(size => long.Parse(size, CultureInfo.InvariantCulture)).ToArray();
        if (match.Groups["fortran"].Value == "True" && shape.Length > 1)
            throw new InvalidDataException("the array is in Fortran order; save numpy.ascontiguousarray(a)");
        var type = ElementTypeOf(match.Groups["type"].Value);
        var bytes = new byte[RawArray.ByteCount(type, shape)];
        stream.ReadExactly(bytes);
        return new(type, shape, bytes);
    }

    /// <summary>Writes float32, int64 or bool, version 1. The data begin at a multiple of 64 bytes, as NumPy has it.</summary>
    public static void Write(Stream stream, Tensor values)
    {
        using var scope = NewDisposeScope();
        var type = values.dtype switch
        {
            ScalarType.Float32 => "<f4",
            ScalarType.Int64 => "<i8",
            ScalarType.Bool => "|b1",
            var other => throw new ArgumentException($"Arrays of {other} are not written.", nameof(values)),
        };
        var shape = string.Concat(values.shape.Select(size => size.ToString(CultureInfo.InvariantCulture) + ", ")).TrimEnd(' ');
        var header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({(values.dim() == 1 ? shape : shape.TrimEnd(','))}), }}";
        const int Preamble = 10;
        header = header.PadRight(header.Length + 63 - ((Preamble + header.Length) % 64)) + "\n";
        stream.Write([0x93, .. "NUMPY"u8, 1, 0]);
        Span<byte> length = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)header.Length);
        stream.Write(length);
        stream.Write(Encoding.ASCII.GetBytes(header));
        stream.Write(values.cpu().contiguous().bytes);
    }

    private static ElementType ElementTypeOf(string type) => type switch
    {
        "|b1" => ElementType.Bool,
        "|u1" => ElementType.UInt8,
        "|i1" => ElementType.Int8,
        "<u2" => ElementType.UInt16,
        "<i2" => ElementType.Int16,
        "<u4" => ElementType.UInt32,
        "<i4" => ElementType.Int32,
        "<i8" => ElementType.Int64,
        "<f2" => ElementType.Float16,
        "<f4" => ElementType.Float32,
        "<f8" => ElementType.Float64,
        _ => throw new InvalidDataException($"arrays of type '{type}' are not read; save with astype('float32') or astype('int64')"),
    };

    [GeneratedRegex(@"'descr':\s*'(?<type>[^']+)'.*'fortran_order':\s*(?<fortran>True|False).*'shape':\s*\((?<shape>[\d,\s]*)\)")]
    private static partial Regex Header();
}
