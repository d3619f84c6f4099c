using System.Buffers.Binary;
using System.Runtime.InteropServices;
using PureHDF;

namespace MLSpec.Runtime.Data;

/// <summary>The arrays of a group in an HDF5 file.</summary>
internal sealed class Hdf5Arrays : IArraySource
{
    private readonly IH5Group _group;
    private readonly IDisposable? _file;

    private Hdf5Arrays(IH5Group group, IDisposable? file)
    {
        (_group, _file) = (group, file);
        var children = group.Children().ToArray();
        Names = [.. children.OfType<IH5Dataset>().Select(child => child.Name).Order(StringComparer.Ordinal)];
        Groups = [.. children.OfType<IH5Group>().Select(child => child.Name).Order(StringComparer.Ordinal)];
    }

    public IReadOnlyList<string> Names { get; }

    /// <summary>The names of the groups within this one, in ordinal order.</summary>
    public IReadOnlyList<string> Groups { get; }

    /// <summary>The root group of a file.</summary>
    public static Hdf5Arrays Open(string path) => Guarded(() =>
    {
        RequireWhole(path);
        var file = H5File.OpenRead(path);
        return new Hdf5Arrays(file, file);
    });

    /// <summary>A group within this one.</summary>
    public Hdf5Arrays Group(string name) => Guarded(() => new Hdf5Arrays((IH5Group)_group.Get(name), file: null));

    public RawArray Read(string name) => Guarded(() =>
    {
        var data = (IH5Dataset)_group.Get(name);
        long[] shape = [.. data.Space.Dimensions.Select(size => (long)size)];
        return data.Type switch
        {
            { Class: H5DataTypeClass.FloatingPoint, Size: 2 } => Array<Half>(data, ElementType.Float16, shape),
            { Class: H5DataTypeClass.FloatingPoint, Size: 4 } => Array<float>(data, ElementType.Float32, shape),
            { Class: H5DataTypeClass.FloatingPoint, Size: 8 } => Array<double>(data, ElementType.Float64, shape),
            { Class: H5DataTypeClass.Enumerated, Size: 1 } => Array<byte>(data, ElementType.Bool, shape),
            { Class: H5DataTypeClass.FixedPoint, FixedPoint.IsSigned: true, Size: 1 } => Array<sbyte>(data, ElementType.Int8, shape),
            { Class: H5DataTypeClass.FixedPoint, FixedPoint.IsSigned: true, Size: 2 } => Array<short>(data, ElementType.Int16, shape),
            { Class: H5DataTypeClass.FixedPoint, FixedPoint.IsSigned: true, Size: 4 } => Array<int>(data, ElementType.Int32, shape),
            { Class: H5DataTypeClass.FixedPoint, FixedPoint.IsSigned: true, Size: 8 } => Array<long>(data, ElementType.Int64, shape),
            { Class: H5DataTypeClass.FixedPoint, Size: 1 } => Array<byte>(data, ElementType.UInt8, shape),
            { Class: H5DataTypeClass.FixedPoint, Size: 2 } => Array<ushort>(data, ElementType.UInt16, shape),
            { Class: H5DataTypeClass.FixedPoint, Size: 4 } => Array<uint>(data, ElementType.UInt32, shape),
            var type => throw new InvalidDataException($"the array '{name}' holds no numbers that are read "
                + $"({type.Class}, {type.Size} bytes)"),
        };
    });

    public void Dispose() => _file?.Dispose();

    /// <summary>
    /// PureHDF takes what is missing at the end of a file for zeros; the superblock says where the end should be (HDF5 File Format
    /// Specification 3.0, section II.A): at byte 28 in its versions 2 and 3, at 40 and 44 in 0 and 1.
    /// </summary>
    private static void RequireWhole(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> superblock = stackalloc byte[52];
        var read = file.ReadAtLeast(superblock, superblock.Length, throwOnEndOfStream: false);
        ReadOnlySpan<byte> signature = [0x89, (byte)'H', (byte)'D', (byte)'F', 13, 10, 26, 10];
        if (!superblock.StartsWith(signature[..Math.Min(read, signature.Length)]))
            throw new InvalidDataException("it is no HDF5 file");
        var end = superblock[8] switch { 0 => 40, 1 => 44, _ => 28 };
        if (read < superblock.Length || BinaryPrimitives.ReadUInt64LittleEndian(superblock[end..]) > (ulong)file.Length)
            throw new EndOfStreamException();
    }

    private static RawArray Array<T>(IH5Dataset data, ElementType type, long[] shape) where T : unmanaged
    {
        var count = RawArray.ByteCount(type, shape);
        return new(type, shape, count == 0 ? [] : MemoryMarshal.AsBytes(data.Read<T[]>().AsSpan()).ToArray());
    }

    /// <summary>
    /// PureHDF reports what it does not understand in a file as a plain <see cref="Exception"/>, and damage as whatever it meets first.
    /// </summary>
    private static T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (fault.GetType() == typeof(Exception) || fault is NotSupportedException or ArgumentException
            or FormatException or OverflowException or KeyNotFoundException or InvalidCastException)
        {
            throw new InvalidDataException(fault.Message, fault);
        }
    }
}
