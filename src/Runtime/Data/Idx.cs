using System.Buffers.Binary;

namespace MLSpec.Runtime.Data;

/// <summary>The IDX files of MNIST and its relatives (magic 00 00 TYPE DIMENSIONS, big-endian), plain or as <c>.gz</c>.</summary>
public static class Idx
{
    /// <summary>
    /// Reads one file per field, in the order of the row type, for example images and then labels. Values are kept as they are (0 to
    /// 255 for pixels). Throws <see cref="UserError"/> for a missing, foreign or truncated file, a wrong shape, files of different
    /// length, and a label out of range.
    /// </summary>
    public static TRows Read<TRows>(params IReadOnlyList<string> paths) where TRows : IRows<TRows>
    {
        if (paths.Count != TRows.Schema.Length)
            throw new UserError("IDX data needs one file per field "
                + $"({string.Join(", ", TRows.Schema.Select(column => column.Name))}): got {paths.Count}.");
        return Arrays.ToRows<TRows>(string.Join(", ", paths), column =>
        {
            var path = paths[TRows.Schema.IndexOf(column)];
            return (path, DataFile.Read(path, ReadArray));
        });
    }

    /// <summary>
    /// Reads images and labels that come divided, as <see cref="Read"/> does for either part. Float columns, pixels from 0 to 255, are
    /// divided by 255. The share <paramref name="valid"/> of the training rows, always the same ones, is kept for validation.
    /// </summary>
    public static Splits<TRows> ReadSplits<TRows>(IReadOnlyList<string> train, IReadOnlyList<string> test, double valid)
        where TRows : IRows<TRows>
    {
        var (own, judged) = (Scaled(Read<TRows>(train)), Scaled(Read<TRows>(test)));
        var dealt = own.Split(1 - valid, valid, 0, seed: 0);
        Rows.Dispose(own);
        Rows.Dispose(dealt.Test);
        return new(dealt.Train, dealt.Valid, judged);
    }

    private static TRows Scaled<TRows>(TRows rows) where TRows : IRows<TRows>
    {
        foreach (var (_, tensor) in TRows.Schema.Zip(rows.Columns).Where(c => c.First.Kind == ColumnKind.Float))
            tensor.div_(255);
        return rows;
    }

    private static RawArray ReadArray(Stream stream)
    {
        Span<byte> word = stackalloc byte[4];
        stream.ReadExactly(word);
        if (word[0] != 0 || word[1] != 0)
            throw new InvalidDataException($"it is no IDX file: it starts with {Convert.ToHexString(word)} instead of 0000");
        var type = word[2] switch
        {
            0x08 => ElementType.UInt8,
            0x09 => ElementType.Int8,
            0x0B => ElementType.Int16,
            0x0C => ElementType.Int32,
            0x0D => ElementType.Float32,
            0x0E => ElementType.Float64,
            var code => throw new InvalidDataException($"IDX element type {code:X2} is unknown"),
        };
        var shape = new long[word[3]];
        for (var i = 0; i < shape.Length; i++)
        {
            stream.ReadExactly(word);
            shape[i] = BinaryPrimitives.ReadUInt32BigEndian(word);
        }
        var bytes = new byte[RawArray.ByteCount(type, shape)];
        stream.ReadExactly(bytes);
        var size = RawArray.SizeOf(type);
        for (var i = 0; size > 1 && i < bytes.Length; i += size)
            bytes.AsSpan(i, size).Reverse();
        return new(type, shape, bytes);
    }
}
