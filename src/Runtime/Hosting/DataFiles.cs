using System.Security.Cryptography;

namespace MLSpec.Runtime.Hosting;

/// <summary>
/// Finds an experiment's data, files or folders of such: in the folder given with <c>--data</c>, or else beside the spec and the app; those of well-known data
/// sets also where the system's packages install them. A name with folders, <c>fashion-mnist/train-images-idx3-ubyte.gz</c>, is also found
/// without these.
/// </summary>
/// <param name="installed">The folder in which packages put data sets.</param>
internal sealed class DataFiles(string experimentFolder, string? dataFolder, string installed = "/usr/share/datasets")
{
    private static readonly Dictionary<string, string> _packages = new(StringComparer.Ordinal)
    {
        ["fashion-mnist"] = "install it, on Debian or Ubuntu by `sudo apt install dataset-fashion-mnist`, or fetch its four files from "
            + "https://github.com/zalandoresearch/fashion-mnist",
        ["mnist"] = "fetch its four files, for example from https://github.com/cvdfoundation/mnist",
    };

    private readonly string[] _folders = dataFolder is not null
        ? [dataFolder]
        : [Path.Combine(AppContext.BaseDirectory, experimentFolder),
            AppContext.BaseDirectory, experimentFolder.Length > 0 ? experimentFolder : "."];

    /// <summary>The path of a file or folder.</summary>
    /// <exception cref="UserError">It is nowhere.</exception>
    public string Find(string name) => Places(name).FirstOrDefault(Path.Exists) ?? throw Missing(name);

    /// <summary>The files with their SHA-256; of a folder that of the names and hashes of all files in it.</summary>
    public IReadOnlyList<Setting> Hashes(IEnumerable<string> names) => [.. names.Select(name => new Setting(name, Hash(Find(name))))];

    private IEnumerable<string> Places(string name) => _folders
        .SelectMany(folder => new[] { Path.Combine(folder, name), Path.Combine(folder, Path.GetFileName(name)) })
        .Concat(IsOfDataset(name) ? [Path.Combine(installed, name)] : []);

    private static bool IsOfDataset(string name) => _packages.ContainsKey(Path.GetDirectoryName(name)!);

    private static string Hash(string path)
    {
        if (Directory.Exists(path))
            return StableHash.Hex([
                .. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(path, file).Replace('\\', '/'))
                    .Order(StringComparer.Ordinal).SelectMany(file => new[] { file, Hash(Path.Combine(path, file)) }),
            ]);
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    private UserError Missing(string name)
    {
        if (IsOfDataset(name))
        {
            var dataset = Path.GetDirectoryName(name)!;
            var places = string.Join(", ", _folders.Distinct().Append(Path.Combine(installed, dataset)));
            return new UserError(
                $"the data set {dataset} is not there: {Path.GetFileName(name)} is not in {places}; {_packages[dataset]}; --data DIR says where "
                + "they are");
        }

        var present = _folders.Where(Directory.Exists).SelectMany(Directory.EnumerateFiles).Select(path => Path.GetFileName(path));
        var looked = string.Join(", ", _folders.Distinct());
        return new UserError($"data file {name} is not in {looked};{Nearest.Hint(name, present)} --data DIR says where to look");
    }
}
