using MLSpec.Runtime.Reporting;

namespace MLSpec.Runtime.Hosting.Reproducing;

/// <summary>Finds the results of a finished run.</summary>
internal static class ReportedRun
{
    private const string Results = "results.json";

    /// <summary>Reads results from a run's folder, its <c>results.json</c> or the page beside it.</summary>
    /// <exception cref="UserError">There are none, or they are of another format.</exception>
    public static RunReport Read(string path, string folder)
    {
        var full = Path.GetFullPath(path, folder);
        var file = Directory.Exists(full) ? Path.Combine(full, Results)
            : Path.GetExtension(full) == ".json" ? full
            : Path.Combine(Path.GetDirectoryName(full)!, Results);
        if (!File.Exists(file))
            throw new UserError(File.Exists(full) || Directory.Exists(full)
                ? $"there is no {Results} at {path}: the run is not finished, or this is none"
                : $"there is no file or folder {path}");
        try
        {
            return ReportFiles.FromJson(File.ReadAllText(file));
        }
        catch (UserError error)
        {
            throw new UserError($"{path}: {error.Message}", error);
        }
    }
}
