namespace MLSpec.Generators;

/// <summary>Paths as text: the generator never touches the file system.</summary>
internal static class SpecPath
{
    public const string Extension = ".mlspec";

    public static bool IsSpec(string path) => path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// The path from the project's directory, with forward slashes; <c>..</c> leads out of it. A path with no part in common with the directory stays whole.
    /// </summary>
    public static string Relative(string path, string projectDirectory)
    {
        var target = path.Replace('\\', '/').Split('/');
        var origin = projectDirectory.Replace('\\', '/').TrimEnd('/').Split('/');
        var common = 0;
        while (common < origin.Length && common < target.Length - 1 && target[common] == origin[common])
            common++;
        if (projectDirectory.Length == 0 || common == 0)
            return string.Join("/", target);
        return string.Join("/", Enumerable.Repeat("..", origin.Length - common).Concat(target.Skip(common)));
    }
}
