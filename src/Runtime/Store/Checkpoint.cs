using System.Security.Cryptography;
using System.Text;

namespace MLSpec.Runtime.Store;

/// <summary>
/// One file that holds everything a run needs to go on as if it had never stopped.
/// Layout, little-endian: magic "MLSPECKP", int32 format version, SHA-256 of the identity, int64 payload length, payload (int32 count;
/// then name and value of each entry, in ordinal order of the names), SHA-256 of all that precedes.
/// The identity is what makes two runs the same run: the hash of the lowered training, its parameters, data and seed.
/// </summary>
public static class Checkpoint
{
    private const int _formatVersion = 1;
    private const int _hashLength = 32;
    private const int _headerLength = 8 + 4 + _hashLength + 8;

    private static ReadOnlySpan<byte> Magic => "MLSPECKP"u8;

    /// <summary>
    /// Writes the checkpoint beside its place, flushes it to the disk and renames it there, so that at every moment the file is either
    /// the old or the new one, whole. Throws <see cref="UserError"/> when the disk is full or unwritable (the old file stays) and when
    /// a file that is not an intact checkpoint of the same identity is in the way (it is not touched).
    /// </summary>
    public static void Save(string path, string identity, ICheckpointed part)
    {
        var state = new StateWriter();
        part.Save(state);
        if (File.Exists(path))
            RequireOwn(path, identity);
        var temporary = path + ".tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                Write(file, identity, state);
                file.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            TryDelete(temporary);
            throw new UserError($"Cannot write checkpoint '{path}': {FirstLine(fault.Message)}. "
                + "The checkpoint before it, if any, is intact. "
                + "Free some space or choose another directory with --out, then --resume.", fault);
        }
    }

    /// <summary>
    /// Restores <paramref name="part"/> from the file. Throws <see cref="UserError"/>, with the reason, for every file that is not an
    /// intact checkpoint of this identity.
    /// </summary>
    public static void Restore(string path, string identity, ICheckpointed part) => part.Restore(Read(path, identity));

    /// <summary>
    /// Whether a file stands at the path and is an intact checkpoint of this identity; <paramref name="reason"/> says why not.
    /// </summary>
    public static bool IsOwn(string path, string identity, out string reason)
    {
        try
        {
            Read(path, identity);
            reason = "";
            return true;
        }
        catch (UserError error)
        {
            reason = error.Message;
            return false;
        }
    }

    private static void Write(Stream file, string identity, StateWriter state)
    {
        var payload = PayloadLength(state);
        using var hash = SHA256.Create();
        using (var hashed = new CryptoStream(file, hash, CryptoStreamMode.Write, leaveOpen: true))
        using (var to = new BinaryWriter(hashed, Encoding.UTF8, leaveOpen: true))
        {
            to.Write(Magic);
            to.Write(_formatVersion);
            to.Write(StableHash.Bytes(identity));
            to.Write(payload);
            WritePayload(to, state);
        }
        file.Write(hash.Hash!);
    }

    private static void WritePayload(BinaryWriter to, StateWriter state)
    {
        to.Write(state.Entries.Count);
        foreach (var (name, entry) in state.Entries)
        {
            to.Write(name);
            entry.Write(to);
        }
    }

    private static long PayloadLength(StateWriter state)
    {
        using var counter = new LengthStream();
        using (var to = new BinaryWriter(counter))
            WritePayload(to, state);
        return counter.Length;
    }

    private static StateReader Read(string path, string identity)
    {
        if (!File.Exists(path))
            throw new UserError($"There is no checkpoint '{path}'. Run without --resume to start from the beginning.");
        try
        {
            RequireOwn(path, identity);
            using var file = File.OpenRead(path);
            RequireHash(path, file);
            file.Position = _headerLength;
            using var from = new BinaryReader(file);
            var entries = new Dictionary<string, StateEntry>(StringComparer.Ordinal);
            for (var left = from.ReadInt32(); left > 0; left--)
                entries.Add(from.ReadString(), StateEntry.Read(from));
            return new(path, entries);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new UserError($"Cannot read checkpoint '{path}': {FirstLine(fault.Message)}.", fault);
        }
    }

    /// <summary>Checks all that can be checked without reading the payload: kind of file, format, identity, length.</summary>
    private static void RequireOwn(string path, string identity)
    {
        using var file = File.OpenRead(path);
        Span<byte> header = stackalloc byte[_headerLength];
        var read = file.ReadAtLeast(header, _headerLength, throwOnEndOfStream: false);
        if (!header[..Math.Min(read, Magic.Length)].SequenceEqual(Magic[..Math.Min(read, Magic.Length)]))
            throw new UserError($"'{path}' is not a checkpoint of MLSpec. It is left as it is; "
                + "move it away or choose another directory with --out.");
        if (read < _headerLength)
            throw Truncated(path, file.Length, _headerLength);
        var version = BitConverter.ToInt32(header[8..]);
        if (version != _formatVersion)
            throw new UserError($"Checkpoint '{path}' has format {version}; this version of MLSpec reads format {_formatVersion}. "
                + "It is left as it is.");
        if (!header.Slice(12, _hashLength).SequenceEqual(StableHash.Bytes(identity)))
            throw new UserError($"Checkpoint '{path}' belongs to another run: the method, its parameters, the data or the seed differ. "
                + "It is left as it is; run with the old settings, or choose another directory with --out.");
        var expected = _headerLength + BitConverter.ToInt64(header[(12 + _hashLength)..]) + _hashLength;
        if (file.Length != expected)
            throw Truncated(path, file.Length, expected);
    }

    private static void RequireHash(string path, FileStream file)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 16];
        for (var left = file.Length - _hashLength; left > 0;)
        {
            var count = (int)Math.Min(left, buffer.Length);
            file.ReadExactly(buffer, 0, count);
            hash.AppendData(buffer, 0, count);
            left -= count;
        }
        file.ReadExactly(buffer, 0, _hashLength);
        if (!hash.GetHashAndReset().AsSpan().SequenceEqual(buffer.AsSpan(0, _hashLength)))
            throw new UserError($"Checkpoint '{path}' is damaged: its contents do not match its checksum. It is left as it is; "
                + "delete it to start afresh.");
    }

    private static UserError Truncated(string path, long length, long expected) =>
        new($"Checkpoint '{path}' is truncated or overlong: {length} bytes instead of {expected}. It is left as it is; "
            + "delete it to start afresh.");

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (IOException)
        {
            // The error that matters is the one being reported.
        }
    }

    private static string FirstLine(string message) => message.ReplaceLineEndings("\n").Split('\n')[0].TrimEnd('.');
}
