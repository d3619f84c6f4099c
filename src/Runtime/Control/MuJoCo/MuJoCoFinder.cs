namespace MLSpec.Runtime.Control.MuJoCo;

/// <summary>Finds the file of MuJoCo's library.</summary>
internal static class MuJoCoFinder
{
    private const string _overrideVariable = "MLSPEC_MUJOCO";

    /// <summary>What to do when it is not there.</summary>
    public const string Advice = "On Debian: apt-get install libmujoco2.2.2. Elsewhere: unpack a release, 2.2 to 3.x, of "
        + $"github.com/google-deepmind/mujoco and set {_overrideVariable} to its lib folder (of a Python mujoco: its package's folder).";

    private static string Pattern =>
        OperatingSystem.IsWindows() ? "mujoco.dll" : OperatingSystem.IsMacOS() ? "libmujoco*.dylib" : "libmujoco.so*";

    /// <summary>The file that is to be loaded. Throws <see cref="UserError"/> when there is none.</summary>
    public static string Find() => Find(Environment.GetEnvironmentVariable(_overrideVariable), SystemFolders());

    /// <summary>
    /// The file or folder that the person named, else the first folder that has one; of several in a folder the one with the highest
    /// version.
    /// </summary>
    internal static string Find(string? named, IReadOnlyList<string> folders)
    {
        if (!string.IsNullOrEmpty(named))
            return File.Exists(named) ? Path.GetFullPath(named)
                : InFolder(named) ?? throw new UserError($"{_overrideVariable} names '{named}', which is neither MuJoCo's library "
                    + $"nor a folder that holds {Pattern}. {Advice}");
        return folders.Select(InFolder).FirstOrDefault(file => file is not null)
            ?? throw new UserError($"MuJoCo is missing: looked for {Pattern} in {string.Join(", ", folders)}. {Advice}");
    }

    private static string? InFolder(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, Pattern)
            .OrderByDescending(VersionOf).ThenBy(file => file, StringComparer.Ordinal).FirstOrDefault()
        : null;

    /// <summary>The numbers at the end of the name, 0.0 where there are none.</summary>
    private static Version VersionOf(string file)
    {
        var digits = string.Concat(Path.GetFileName(file).Where(letter => char.IsAsciiDigit(letter) || letter == '.')).Trim('.');
        return Version.TryParse(digits, out var version) ? version : new(0, 0);
    }

    private static List<string> SystemFolders()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var unpacked = Path.Combine(home, ".mujoco");
        var search = OperatingSystem.IsWindows() ? "PATH" : OperatingSystem.IsMacOS() ? "DYLD_LIBRARY_PATH" : "LD_LIBRARY_PATH";
        string[] system = OperatingSystem.IsWindows()
            ? []
            : ["/usr/local/lib", "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib"];
        return
        [
            AppContext.BaseDirectory,
            .. (Environment.GetEnvironmentVariable(search) ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
            .. system,
            .. Directory.Exists(unpacked)
                ? Directory.EnumerateDirectories(unpacked).OrderDescending(StringComparer.Ordinal)
                    .Select(folder => Path.Combine(folder, "lib"))
                : [],
        ];
    }
}
