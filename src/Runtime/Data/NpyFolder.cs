namespace MLSpec.Runtime.Data;

/// <summary>A folder of <c>.npy</c> files, one per array.</summary>
internal sealed class NpyFolder(string folder) : IArraySource
{
    public IReadOnlyList<string> Names { get; } =
        [.. Directory.EnumerateFiles(folder, "*.npy").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    public RawArray Read(string name)
    {
        using var array = File.OpenRead(Path.Combine(folder, name + ".npy"));
        return Npy.Read(array);
    }

    public void Dispose()
    {
    }
}
