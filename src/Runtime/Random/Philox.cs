using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace MLSpec.Runtime.Random;

/// <summary>
/// The counter-based generator Philox4x32-10: block <c>i</c> of four 32-bit words is a pure function of a 64-bit key, a 64-bit
/// stream number and <c>i</c>. J. K. Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
/// </summary>
public readonly record struct Philox(ulong Key, ulong Stream)
{
    /// <summary>The generator of a purpose: key and stream are taken from the stable hash of seed and purpose.</summary>
    public static Philox Of(long seed, string purpose)
    {
        var hash = StableHash.Bytes("MLSpec.Philox", StableHash.Text(seed), purpose);
        return new(BinaryPrimitives.ReadUInt64LittleEndian(hash), BinaryPrimitives.ReadUInt64LittleEndian(hash.AsSpan(8)));
    }

    /// <summary>
    /// Fills <paramref name="words"/> with the blocks from <paramref name="block"/> on; returns the number of the first block not used.
    /// </summary>
    public ulong Fill(ulong block, Span<uint> words)
    {
        while (words.Length >= 4)
        {
            (words[0], words[1], words[2], words[3]) = Block(block++);
            words = words[4..];
        }
        if (words.Length > 0)
        {
            var (w0, w1, w2, _) = Block(block++);
            words[0] = w0;
            if (words.Length > 1)
                words[1] = w1;
            if (words.Length > 2)
                words[2] = w2;
        }
        return block;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal (uint, uint, uint, uint) Block(ulong block) =>
        Rounds((uint)block, (uint)(block >> 32), (uint)Stream, (uint)(Stream >> 32), (uint)Key, (uint)(Key >> 32));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static (uint, uint, uint, uint) Rounds(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1)
    {
        for (var round = 0; round < 10; round++)
        {
            var p0 = 0xD2511F53UL * c0;
            var p1 = 0xCD9E8D57UL * c2;
            (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ k0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ k1, (uint)p0);
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }
        return (c0, c1, c2, c3);
    }
}
