using System.IO.Compression;
using MLSpec.Runtime.Store;

namespace MLSpec.Runtime.Data;

/// <summary>NumPy's <c>.npz</c>: a zip file with one array <c>FIELD.npy</c> per column.</summary>
public static class Npz
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
            return ($"{path}, array '{column.Name}'", Npy.Read(array));
        });
    });

    /// <summary>
    /// Writes one array per column, named like the fields, so that <see cref="Read"/> and NumPy's <c>load</c> read them back to the bit.
    /// The file appears only when it is complete. Throws <see cref="UserError"/> when it cannot be written.
    /// </summary>
    public static void Write<TRows>(string path, TRows rows) where TRows : IRows<TRows>
    {
        try
        {
            WholeFile.Write(path, file =>
            {
                using var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true);
                foreach (var (column, values) in TRows.Schema.Zip(rows.Columns))
                {
                    using var entry = archive.CreateEntry(column.Name + ".npy", CompressionLevel.Fastest).Open();
                    Npy.Write(entry, values);
                }
            });
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"Cannot write '{path}': {fault.Message.ReplaceLineEndings(" ").TrimEnd('.')}.", fault);
        }
    }
}
