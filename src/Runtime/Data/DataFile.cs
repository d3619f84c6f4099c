using System.IO.Compression;

namespace MLSpec.Runtime.Data;

/// <summary>Opens data files and turns what can go wrong into one line for people.</summary>
internal static class DataFile
{
    /// <summary>Reads the file, decompressed when its name ends in <c>.gz</c>.</summary>
    public static T Read<T>(string path, Func<Stream, T> read)
    {
        if (!File.Exists(path))
            throw Missing(path);
        return Explained(path, () =>
        {
            using var file = File.OpenRead(path);
            if (!path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
                return read(file);
            using var unpacked = new GZipStream(file, CompressionMode.Decompress);
            return read(unpacked);
        });
    }

    /// <summary>What reading gives, or one line that says why this file or folder cannot be read.</summary>
    public static T Explained<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (EndOfStreamException fault)
        {
            throw new UserError($"'{path}' ends too early: the file is truncated. Fetch it again.", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new UserError($"Cannot read '{path}': {fault.Message.ReplaceLineEndings(" ").TrimEnd('.')}.", fault);
        }
    }

    private static UserError Missing(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder))
            return new($"There is no file '{path}': the folder '{folder}' does not exist.");
        var names = Directory.EnumerateFiles(folder).Select(file => Path.GetFileName(file));
        return new($"There is no file '{Path.GetFileName(path)}' in '{folder}'.{Nearest.Hint(Path.GetFileName(path), names)}");
    }
}
