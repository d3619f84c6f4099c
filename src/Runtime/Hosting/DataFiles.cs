using System.Security.Cryptography;

namespace MLSpec.Runtime.Hosting;

/// <summary>Finds an experiment's data files: in the folder given with <c>--data</c>, or else beside the spec and the app.</summary>
internal sealed class DataFiles(string experimentFolder, string? dataFolder)
{
    private readonly string[] _folders = dataFolder is not null
        ? [dataFolder]
        : [Path.Combine(AppContext.BaseDirectory, experimentFolder),
            AppContext.BaseDirectory, experimentFolder.Length > 0 ? experimentFolder : "."];

    /// <summary>The path of a file.</summary>
    /// <exception cref="UserError">It is nowhere.</exception>
    public string Find(string name) =>
        _folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists) ?? throw Missing(name);

    /// <summary>The files with their SHA-256.</summary>
    public IReadOnlyList<Setting> Hashes(IEnumerable<string> names) => [.. names.Select(name => new Setting(name, Hash(Find(name))))];

    private static string Hash(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    private UserError Missing(string name)
    {
        var present = _folders.Where(Directory.Exists).SelectMany(Directory.EnumerateFiles).Select(path => Path.GetFileName(path));
        var looked = string.Join(", ", _folders.Distinct());
        return new UserError($"data file {name} is not in {looked};{Nearest.Hint(name, present)} --data DIR says where to look");
    }
}
