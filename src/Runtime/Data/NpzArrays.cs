using System.IO.Compression;

namespace MLSpec.Runtime.Data;

/// <summary>The arrays of an <c>.npz</c> file.</summary>
internal sealed class NpzArrays(Stream stream) : IArraySource
{
    private readonly ZipArchive _archive = new(stream, ZipArchiveMode.Read);

    public IReadOnlyList<string> Names =>
        [.. _archive.Entries.Select(entry => entry.FullName).Where(name => name.EndsWith(".npy", StringComparison.Ordinal))
            .Select(name => name[..^4]).Order(StringComparer.Ordinal)];

    public RawArray Read(string name)
    {
        using var array = _archive.GetEntry(name + ".npy")!.Open();
        return Npy.Read(array);
    }

    public void Dispose() => _archive.Dispose();
}
