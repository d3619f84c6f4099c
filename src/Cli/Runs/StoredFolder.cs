using MLSpec.Runtime;
using MLSpec.Runtime.Hosting;
using MLSpec.Runtime.Store;

namespace MLSpec.Cli.Runs;

/// <summary>A folder of runs that is there.</summary>
/// <param name="Name">As it is shown.</param>
internal sealed record StoredFolder(string Name, RunFolder Folder)
{
    /// <summary>How much it takes on the disk, in bytes.</summary>
    public long Size => new DirectoryInfo(Folder.Path).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);

    /// <summary>The folder of a path.</summary>
    /// <exception cref="UsageError">There is none, or it holds no store.</exception>
    public static StoredFolder At(string path, Terminal terminal)
    {
        var (full, shown) = (Path.GetFullPath(path, terminal.Directory), terminal.Show(Path.GetFullPath(path, terminal.Directory)));
        if (!Directory.Exists(full)) throw new UsageError($"there is no folder {shown}");
        var folder = RunFolder.Open(full);
        if (File.Exists(folder.Store)) return new StoredFolder(shown, folder);
        var below = Below(path, terminal);
        throw new UsageError($"there is no store in {shown}" + (below.Count > 0
            ? $"; there are stores in {string.Join(", ", below.Select(other => other.Name))}"
            : ": it is not a folder that a run was given with --out"));
    }

    /// <summary>The folders with a store in and below a path, by name.</summary>
    /// <exception cref="UsageError">There is no such folder.</exception>
    public static IReadOnlyList<StoredFolder> Below(string path, Terminal terminal)
    {
        var full = Path.GetFullPath(path, terminal.Directory);
        if (!Directory.Exists(full)) throw new UsageError($"there is no folder {terminal.Show(full)}; runs go to runs/NAME where --out says nothing else");
        var all = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };
        return
        [
            .. Directory.EnumerateFiles(full, "store.db", all).Select(store => Path.GetDirectoryName(store)!).Order(StringComparer.Ordinal)
                .Select(folder => new StoredFolder(terminal.Show(folder), RunFolder.Open(folder))),
        ];
    }

    /// <summary>Opens the store.</summary>
    /// <exception cref="UsageError">It is damaged, of another program or version, or cannot be opened.</exception>
    public RunStore Open()
    {
        try
        {
            return RunStore.Open(Folder.Store);
        }
        catch (UserError error)
        {
            throw new UsageError(error.Message);
        }
    }

    /// <summary>The processes that are at work in the folder.</summary>
    /// <param name="patience">How long one of another machine is given to show itself.</param>
    public IReadOnlyList<string> Living(TimeSpan patience)
    {
        if (!Directory.Exists(Folder.Workers)) return [];
        var workers = new Workers(Folder.Workers, patience);
        string[] living = [.. Names().Where(workers.IsAlive)];
        if (living.Any(name => !Workers.IsHere(name)))
        {
            Thread.Sleep(patience);
            living = [.. living.Where(workers.IsAlive)];
        }

        return living;
    }

    /// <summary>All processes that have left a trace in the folder.</summary>
    public IReadOnlyList<string> Names() => !Directory.Exists(Folder.Workers) ? [] :
    [
        .. Directory.EnumerateFiles(Folder.Workers).Where(path => Path.GetExtension(path) is ".held" or ".beats")
            .Select(path => Path.GetFileNameWithoutExtension(path)).Distinct().Order(StringComparer.Ordinal),
    ];
}
