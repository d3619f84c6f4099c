using MLSpec.Runtime.Store;

namespace MLSpec.Runtime.Hosting.Locking;

/// <summary>
/// Where the lock of a spec is: beside the spec, from where it is checked in and the build copies it to the program, and there. A run is checked against the copy, for it
/// was made together with the program that runs.
/// </summary>
/// <param name="spec">The spec that the program was built from.</param>
/// <param name="program">The program's folder.</param>
/// <param name="current">The folder in which it was started.</param>
internal sealed class LockPlace(Spec spec, string program, string current)
{
    /// <summary>The lock's path as that of the spec: relative to the project, with forward slashes.</summary>
    public string Name { get; } = NameOf(spec.Path);

    private string Built => Path.Combine(program, Name);

    /// <summary>The lock that the program was built with; null where there is none.</summary>
    /// <exception cref="UserError">The file is no lock.</exception>
    public ExperimentLock? Read() => File.Exists(Built) ? LockText.Read(File.ReadAllText(Built), Name) : null;

    /// <summary>The lock that is going to be replaced; null where there is none or it cannot be read.</summary>
    public ExperimentLock? Before()
    {
        try
        {
            return Read();
        }
        catch (UserError)
        {
            return null;
        }
    }

    /// <summary>Writes a lock beside the spec, and to the program, which would be checked against the old one otherwise.</summary>
    /// <returns>The file beside the spec.</returns>
    /// <exception cref="UserError">The spec is not found, or is not what the program was built from.</exception>
    public string Write(ExperimentLock locked)
    {
        var file = NameOf(Source());
        WholeFile.Write(file, LockText.Of(locked));
        if (Path.GetFullPath(file) != Path.GetFullPath(Built)) WholeFile.Write(Built, LockText.Of(locked));
        return file;
    }

    /// <summary>Says what was written and what changed by it.</summary>
    public static void Tell(ExperimentLock? before, ExperimentLock now, string file, TextWriter output)
    {
        output.WriteLine($"{file}: {(before is null ? "written" : before.Hash == now.Hash ? "unchanged" : "replaced")}");
        foreach (var difference in before?.DifferencesTo(now) ?? []) output.WriteLine($"  {difference}");
    }

    /// <summary>The spec: in or above the folder in which the program was started, or above that of the program.</summary>
    private string Source()
    {
        var path = Above(current).Concat(Above(program)).Select(folder => Path.Combine(folder, spec.Path)).FirstOrDefault(File.Exists)
            ?? throw new UserError($"{spec.Path} is neither below {current} nor a folder above, so its lock cannot be written; start this in the project's folder");
        return File.ReadAllText(path).ReplaceLineEndings("\n").TrimEnd('\n') == spec.Text.ReplaceLineEndings("\n").TrimEnd('\n')
            ? path
            : throw new UserError($"{path} is not what this program was built from; build it again, then lock it");
    }

    private static IEnumerable<string> Above(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent) yield return at.FullName;
    }

    private static string NameOf(string spec) => Path.ChangeExtension(spec, ".lock.json");
}
