using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MLSpec.Runtime;

/// <summary>
/// SHA-256 of a list of texts, the same on every machine, run and culture. Each text is preceded by its length, so ("ab", "c") and
/// ("a", "bc") differ.
/// </summary>
public static class StableHash
{
    /// <summary>The 32 bytes of the hash.</summary>
    public static byte[] Bytes(params IEnumerable<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[4];
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }
        return hash.GetHashAndReset();
    }

    /// <summary>The hash as 64 lower-case hexadecimal digits.</summary>
    public static string Hex(params IEnumerable<string> parts) => Convert.ToHexStringLower(Bytes(parts));

    internal static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
