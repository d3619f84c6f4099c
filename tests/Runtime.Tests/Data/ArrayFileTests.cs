using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using MLSpec.Runtime.Data;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Tests.Data;

public sealed class ArrayFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Written by numpy.savez_compressed(image=float64[2,4], weight=uint8[2], label=int32[2], other=...).</summary>
    [Fact]
    public void NpzIsRead()
    {
        var rows = Npz.Read<Digit>(Npzip(
            ("image", Npy("<f8", "2, 4", [.. Doubles(1, 2, 3, 4, 5, 6, 7, 8)])),
            ("weight", Npy("|u1", "2,", [200, 1])),
            ("label", Npy("<i4", "2,", [9, 0, 0, 0, 3, 0, 0, 0])), ("other", Npy("|S4", "1,", [0, 0, 0, 0]))));
        Assert.Equal([2, 2, 2], rows.Image.shape);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], Close.Numbers(rows.Image));
        Assert.Equal([200, 1], Close.Numbers(rows.Weight));
        Assert.Equal([9, 3], rows.Label.data<long>().ToArray());
    }

    [Fact]
    public void WhatIsWrittenIsReadBack()
    {
        var rows = Digit.Numbered(5);
        Npz.Write(_folder["b.npz"], rows);
        Assert.Equal(rows.ContentHash(), Npz.Read<Digit>(_folder["b.npz"]).ContentHash());
        Assert.False(File.Exists(_folder["b.npz"] + ".tmp"));
    }

    /// <summary>As numpy.save writes numpy.arange(3, dtype='f4').reshape(3, 1) and numpy.array([1, 2]).</summary>
    [Fact]
    public void TheHeaderIsNumPys()
    {
        string Header(Tensor values)
        {
            using var stream = new MemoryStream();
            MLSpec.Runtime.Data.Npy.Write(stream, values);
            var bytes = stream.ToArray();
            Assert.Equal(128 + (values.numel() * values.ElementSize), bytes.Length);
            return Encoding.ASCII.GetString(bytes, 10, 118);
        }
        Assert.Equal("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 1), }".PadRight(117) + "\n", Header(zeros(3, 1)));
        Assert.Equal("{'descr': '<i8', 'fortran_order': False, 'shape': (2,), }".PadRight(117) + "\n", Header(tensor([1L, 2L])));
    }

    [Fact]
    public void WhatIsWrongWithAnNpzIsSaid()
    {
        var image = ("image", Npy("<f8", "2, 4", [.. Doubles(1, 2, 3, 4, 5, 6, double.NaN, 8)]));
        var good = ("image", Npy("<f8", "2, 2, 2", [.. Doubles(1, 2, 3, 4, 5, 6, 7, 8)]));
        var weight = ("weight", Npy("|u1", "2,", [1, 2]));
        var label = ("label", Npy("|i1", "2,", [1, 2]));
        Says("array 'image', row 1, element 2: NaN is not a finite number", image, weight, label);
        Says("has no array 'label'. Did you mean 'labels'?", good, weight, ("labels", label.Item2));
        Says("array 'image' has shape [2, 3], but 'image' needs [rows, 2, 2]", ("image", Npy("<f4", "2, 3", new byte[24])), weight, label);
        Says("array 'weight' has 3 rows, but", good, ("weight", Npy("|u1", "3,", [1, 2, 3])), label);
        Says("holds numbers of type Float32, but 'label' needs whole numbers", good, weight, ("label", Npy("<f4", "2,", new byte[8])));
        Says("row 1: 10 is not a class label from 0 to 9", good, weight, ("label", Npy("|i1", "2,", [1, 10])));
        Says("'>f4' are not read", ("image", Npy(">f4", "2, 4", new byte[32])), weight, label);
        Says("Fortran order", ("image", Npy("<f4", "2, 4", new byte[32], "True")), weight, label);
        Says("truncated", ("image", Npy("<f4", "2, 4", new byte[31])), weight, label);
        Says("no NumPy array", ("image", new byte[40]), weight, label);
        Says("too large", ("image", Npy("<f4", "9999999999, 9999999999", [])), weight, label);
        Assert.Throws<UserError>(() => Npz.Read<Digit>(_folder.Write("b.npz", "no zip")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void IdxIsRead(bool packed)
    {
        var rows = Idx.Read<Digit>(
            IdxFile("images", packed, 0x08, [2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 255]),
            IdxFile("weights", packed, 0x0D, [2], [.. BigEndian(0.5f), .. BigEndian(-2f)]),
            IdxFile("labels", packed, 0x0C, [2], [0, 0, 0, 9, 0, 0, 0, 0]));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 255], Close.Numbers(rows.Image));
        Assert.Equal([0.5f, -2], Close.Numbers(rows.Weight));
        Assert.Equal([9, 0], rows.Label.data<long>().ToArray());
    }

    [Fact]
    public void WhatIsWrongWithAnIdxIsSaid()
    {
        Close.Refused("one file per field (count): got 2", () => Idx.Read<Tally>("a", "b"));
        Close.Refused("no IDX file", () => Idx.Read<Tally>(_folder.Write("a", "text...")));
        Close.Refused("truncated", () => Idx.Read<Tally>(IdxFile("b", false, 0x08, [5], [1, 2, 3, 4])));
        Close.Refused("no rows", () => Idx.Read<Tally>(IdxFile("c", false, 0x08, [0], [])));
    }

    private void Says(string expected, params (string, byte[])[] arrays) =>
        Close.Refused(expected, () => Npz.Read<Digit>(Npzip(arrays)));

    private string Npzip(params (string Name, byte[] Bytes)[] arrays)
    {
        using (var archive = new ZipArchive(File.Create(_folder["a.npz"]), ZipArchiveMode.Create))
            foreach (var (name, bytes) in arrays)
            {
                using var entry = archive.CreateEntry(name + ".npy").Open();
                entry.Write(bytes);
            }
        return _folder["a.npz"];
    }

    private static byte[] Npy(string type, string shape, byte[] data, string fortran = "False")
    {
        var header = Encoding.ASCII.GetBytes($"{{'descr': '{type}', 'fortran_order': {fortran}, 'shape': ({shape}), }}\n");
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)header.Length);
        return [0x93, .. "NUMPY"u8, 1, 0, .. length, .. header, .. data];
    }

    private static IEnumerable<byte> Doubles(params double[] values) => values.SelectMany(BitConverter.GetBytes);

    private static IEnumerable<byte> BigEndian(float value) => BitConverter.GetBytes(value).Reverse();

    private string IdxFile(string name, bool packed, byte type, int[] shape, byte[] data)
    {
        byte[] bytes = [0, 0, type, (byte)shape.Length, .. shape.SelectMany(size => BitConverter.GetBytes(size).Reverse()), .. data];
        if (!packed)
            return _folder.Write(name, bytes);
        using (var file = new GZipStream(File.Create(_folder[name + ".gz"]), CompressionLevel.Fastest))
            file.Write(bytes);
        return _folder[name + ".gz"];
    }
}
