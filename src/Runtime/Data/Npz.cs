using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace MLSpec.Runtime.Data;

/// <summary>NumPy's <c>.npz</c>: a zip file with one array <c>FIELD.npy</c> per column.</summary>
public static partial class Npz
{
    /// <summary>
    /// Reads the arrays named like the fields of the row type; other arrays are left alone. Throws <see cref="UserError"/> for a
    /// missing array, a wrong shape or element type, arrays of different length, a value that is not finite, and a label out of range.
    /// </summary>
    public static TRows Read<TRows>(string path) where TRows : IRows<TRows> => DataFile.Read(path, stream =>
    {
        using var archive = new ZipArchive(stream, ZipArchiveMode.Read);
        var names = archive.Entries.Select(entry => entry.FullName)
            .Where(name => name.EndsWith(".npy", StringComparison.Ordinal)).Select(name => name[..^4]).ToArray();
        return Arrays.ToRows<TRows>(path, column =>
        {
            var entry = archive.GetEntry(column.Name + ".npy")
                ?? throw new UserError($"{path} has no array '{column.Name}'.{Nearest.Hint(column.Name, names)} The arrays are "
                    + $"{string.Join(", ", names)}.");
            using var array = entry.Open();
            return ($"{path}, array '{column.Name}'", ReadArray(array));
        });
    });

    /// <summary>The format of numpy.lib.format, versions 1 to 3.</summary>
    internal static RawArray ReadArray(Stream stream)
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
