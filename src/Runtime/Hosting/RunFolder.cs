namespace MLSpec.Runtime.Hosting;

/// <summary>The folder of one run: its manifest, trained models, finished cells and results.</summary>
internal sealed class RunFolder : IDisposable
{
    private readonly FileStream _lock;

    private RunFolder(string path, FileStream @lock) => (Path, _lock) = (path, @lock);

    /// <summary>The folder as it was given.</summary>
    public string Path { get; }

    public string ResultsJson => In("results.json");

    public string ResultsCsv => In("results.csv");

    public string ResultsParquet => In("results.parquet");

    /// <summary>The folder of the training curves as TensorBoard reads them.</summary>
    public string TensorBoard => In("tensorboard");

    public string ReportHtml => In("report.html");

    /// <summary>The file of a picture, by its name.</summary>
    public string Picture(string name) => In(name);

    /// <summary>The folder of data that the run has made.</summary>
    public string MadeData => In("made");

    /// <summary>The file of a finished training's model.</summary>
    public string Model(string training) => System.IO.Path.Combine(Path, "trained", training + ".ckpt");

    /// <summary>The file of a finished training's curve.</summary>
    public string Curve(string training) => System.IO.Path.Combine(Path, "trained", training + ".curve.json");

    /// <summary>The file of a protocol's finished cells.</summary>
    public string Cells(string protocol) => In($"{protocol}.cells.jsonl");

    /// <summary>
    /// Makes the folder ready. Without <paramref name="resume"/> an old run is replaced, which is said to <paramref name="say"/>, unless it
    /// is this very run, interrupted. With it, stored results must belong to the same settings.
    /// </summary>
    /// <exception cref="UserError">The folder must not be replaced, cannot be gone on with, or is in use.</exception>
    public static RunFolder Prepare(string path, Manifest manifest, bool resume, Action<string> say)
    {
        if (File.Exists(path)) throw new UserError($"--out {path}: there is a file of this name; give a folder");
        Directory.CreateDirectory(path);
        var folder = new RunFolder(path, Lock(path));
        try
        {
            folder.Prepare(manifest, resume, say);
            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    public void Dispose() => _lock.Dispose();

    private string ManifestFile => In("run.json");

    private void Prepare(Manifest manifest, bool resume, Action<string> say)
    {
        if (File.Exists(ManifestFile))
        {
            var old = Manifest.Read(ManifestFile);
            var differences = manifest.DifferencesFrom(old);
            if (resume && differences.Count > 0)
                throw new UserError($"{Path} was started with other settings ({string.Join("; ", differences)}); "
                    + "give the same settings, or run without --resume to start again");
            if (!resume) Replace(manifest, old, differences, say);
        }
        else if (resume)
        {
            throw new UserError($"{Path} holds no run to resume; run without --resume");
        }
        manifest.Write(ManifestFile);
    }

    private void Replace(Manifest manifest, Manifest old, IReadOnlyList<string> differences, Action<string> say)
    {
        var finished = File.Exists(ResultsJson);
        if (!finished && HasWork && differences.Count == 0 && old.Method == manifest.Method)
            throw new UserError($"{Path} holds this very run, interrupted; add --resume to go on, or remove the folder to start again");
        if (finished) say($"Replacing the finished run in {Path}.");
        else if (HasWork) say($"Replacing an interrupted run of other settings in {Path}: {Words(differences)}.");
        foreach (var file in OwnFiles) File.Delete(file);
    }

    private static string Words(IReadOnlyList<string> differences) =>
        differences.Count == 0 ? "the method changed" : string.Join("; ", differences);

    private bool HasWork => OwnFiles.Any(file => file != ManifestFile);

    private IEnumerable<string> OwnFiles =>
        Directory.EnumerateFiles(Path, "*.cells.jsonl")
            .Concat(Directory.EnumerateFiles(Path, "*-picture*.svg"))
            .Concat(Directory.EnumerateFiles(Path, "*-motion*.svg"))
            .Concat(Directory.Exists(In("trained")) ? Directory.EnumerateFiles(In("trained")) : [])
            .Concat(Directory.Exists(TensorBoard) ? Directory.EnumerateFiles(TensorBoard, "*.tfevents.*", SearchOption.AllDirectories) : [])
            .Concat(new[] { ManifestFile, ResultsJson, ResultsCsv, ResultsParquet, ReportHtml }.Where(File.Exists))
            .ToArray();

    private string In(string name) => System.IO.Path.Combine(Path, name);

    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(
                System.IO.Path.Combine(path, "run.lock"),
                FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException) when (File.Exists(System.IO.Path.Combine(path, "run.lock")))
        {
            throw new UserError($"another run is writing to {path}; wait for it or choose another folder with --out");
        }
    }
}
