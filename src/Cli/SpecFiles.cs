using System.Text;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Cli;

/// <summary>Finds and reads <c>.mlspec</c> files.</summary>
internal static class SpecFiles
{
    private const string Extension = ".mlspec";

    private static readonly string[] _outputs = ["bin", "obj"];

    /// <summary>
    /// The files that paths stand for: a file for itself, a folder for all specs in and below it, except in <c>bin</c>, <c>obj</c> and hidden folders.
    /// </summary>
    /// <returns>Absolute paths, each once, in the order given; those of a folder in ordinal order.</returns>
    /// <exception cref="UsageError">A path that does not exist, or a folder without specs.</exception>
    public static IReadOnlyList<string> Find(IEnumerable<string> paths, string directory) =>
        [.. paths.SelectMany(path => Find(path, Path.GetFullPath(path, directory))).Distinct(StringComparer.Ordinal)];

    /// <summary>The text of a file.</summary>
    /// <exception cref="UsageError">The file is not text in UTF-8.</exception>
    public static SourceText Read(string path, string shown)
    {
        try
        {
            return new SourceText(shown, File.ReadAllText(path, new UTF8Encoding(false, throwOnInvalidBytes: true)));
        }
        catch (DecoderFallbackException)
        {
            throw new UsageError($"{shown} is not a text in UTF-8; save it in that encoding");
        }
    }

    /// <summary>All specs of a folder itself, in ordinal order.</summary>
    public static IEnumerable<string> Beside(string path) =>
        Directory.EnumerateFiles(Path.GetDirectoryName(path)!, "*" + Extension).Order(StringComparer.Ordinal);

    private static IReadOnlyList<string> Find(string given, string path)
    {
        if (File.Exists(path))
            return [path];
        if (!Directory.Exists(path))
            throw new UsageError($"there is no file or folder {given}{Hint(path)}");
        var found = Below(path).Order(StringComparer.Ordinal).ToList();
        return found.Count > 0 ? found : throw new UsageError($"there is no {Extension} file in {given}");
    }

    private static IEnumerable<string> Below(string folder) =>
        Directory.EnumerateFiles(folder, "*" + Extension).Concat(Directory.EnumerateDirectories(folder).Where(IsSource).SelectMany(Below));

    private static bool IsSource(string folder) => Path.GetFileName(folder) is var name && !_outputs.Contains(name) && !name.StartsWith('.');

    private static string Hint(string path)
    {
        var folder = Path.GetDirectoryName(path);
        if (folder is null || !Directory.Exists(folder))
            return "";
        var fix = Nearest.Fix(Path.GetFileName(path), Directory.EnumerateFileSystemEntries(folder).Select(e => Path.GetFileName(e)!));
        return fix is null ? "" : $"; {fix}";
    }
}
