using System.Buffers.Binary;
using System.Text;

namespace MLSpec.Runtime.Native;

/// <summary>
/// Frees an ELF library of its need for GLIBCXX_3.4.32 where it needs that version for one symbol only,
/// <c>_ZSt21ios_base_library_initv</c>: an empty function that merely pins a libstdc++ whose iostreams initialise themselves.
/// TorchSharp 0.107.0 is such a library. In the copy the version becomes a weak need, and the symbol an unversioned <c>getpid</c>,
/// which takes no arguments and has no effect.
/// </summary>
internal static class GlibcxxMend
{
    public const string Version = "GLIBCXX_3.4.32";
    private const string _symbol = "_ZSt21ios_base_library_initv";
    private const string _substitute = "getpid";
    private const ushort _weakNeed = 2;
    private const ushort _globalVersion = 1;
    private const int _symbolSize = 24;

    /// <summary>False, and nothing made, unless the library is 64-bit little-endian ELF and has exactly the expected need.</summary>
    public static bool TryApply(byte[] image, out byte[] mended)
    {
        mended = [.. image];
        try
        {
            return Apply(mended);
        }
        catch (ArgumentOutOfRangeException)
        {
            return false;
        }
    }

    /// <summary>Every offset read from the file is checked by the span it indexes.</summary>
    private static bool Apply(byte[] image)
    {
        if (!image.AsSpan(0, 6).SequenceEqual((ReadOnlySpan<byte>)[0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1]))
            return false;
        var symbols = Section(image, 11);
        var versions = Section(image, 0x6FFFFFFF);
        var needs = Section(image, 0x6FFFFFFE);
        if (symbols is not { } symbolTable || versions is not { } versionTable || needs is not { } needTable
            || symbolTable.Link != needTable.Link)
            return false;
        var names = SectionAt(image, symbolTable.Link);
        if (FindNeed(image, needTable, names) is not { } need || U16(image, need + 4) != 0)
            return false;

        var version = U16(image, need + 6);
        var users = Enumerable.Range(0, symbolTable.Size / _symbolSize)
            .Where(i => (U16(image, versionTable.Offset + (2 * i)) & 0x7FFF) == version).ToArray();
        if (users is not [var user])
            return false;
        var entry = symbolTable.Offset + (user * _symbolSize);
        var name = checked((int)U32(image, entry));
        var isUndefined = U16(image, entry + 6) == 0;
        if (!isUndefined || Text(image, names.Offset + name) != _symbol || IsNameShared(image, symbolTable, user, name))
            return false;

        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(need + 4), _weakNeed);
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(versionTable.Offset + (2 * user)), _globalVersion);
        var target = image.AsSpan(names.Offset + name, _symbol.Length);
        target.Clear();
        Encoding.ASCII.GetBytes(_substitute, target);
        return true;
    }

    /// <summary>Linkers let a name be the tail of a longer one; then it must not be overwritten.</summary>
    private static bool IsNameShared(byte[] image, SectionHeader symbols, int user, int name) =>
        Enumerable.Range(0, symbols.Size / _symbolSize)
            .Where(i => i != user)
            .Select(i => U32(image, symbols.Offset + (i * _symbolSize)))
            .Any(other => other >= name && other <= name + _symbol.Length);

    /// <summary>The offset of the version's Elf64_Vernaux: hash, flags, index, name, next.</summary>
    private static int? FindNeed(byte[] image, SectionHeader needs, SectionHeader names)
    {
        for (int file = needs.Offset, step = -1; step != 0; file += step)
        {
            var auxiliary = file + (int)U32(image, file + 8);
            for (var left = U16(image, file + 2); left > 0; left--)
            {
                if (Text(image, names.Offset + (int)U32(image, auxiliary + 8)) == Version)
                    return auxiliary;
                auxiliary += (int)U32(image, auxiliary + 12);
            }
            step = (int)U32(image, file + 12);
        }
        return null;
    }

    private readonly record struct SectionHeader(int Offset, int Size, int Link);

    private static SectionHeader? Section(byte[] image, uint type) =>
        Enumerable.Range(0, U16(image, 60))
            .Where(i => U32(image, Header(image, i) + 4) == type)
            .Select(i => (SectionHeader?)SectionAt(image, i)).FirstOrDefault();

    private static SectionHeader SectionAt(byte[] image, int index)
    {
        var header = Header(image, index);
        return new(Checked(U64(image, header + 24)), Checked(U64(image, header + 32)), Checked(U32(image, header + 40)));
    }

    private static int Header(byte[] image, int index) => Checked(U64(image, 40)) + (index * 64);

    private static int Checked(ulong offset) =>
        offset <= int.MaxValue ? (int)offset : throw new ArgumentOutOfRangeException(nameof(offset));

    private static string Text(byte[] image, int offset)
    {
        var rest = image.AsSpan(offset);
        var end = rest.IndexOf((byte)0);
        return end < 0 ? "" : Encoding.ASCII.GetString(rest[..end]);
    }

    private static ushort U16(byte[] image, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(image.AsSpan(offset));
    private static uint U32(byte[] image, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(image.AsSpan(offset));
    private static ulong U64(byte[] image, int offset) => BinaryPrimitives.ReadUInt64LittleEndian(image.AsSpan(offset));
}
