namespace MLSpec.Runtime.Hosting;

/// <summary>The folder of an experiment's runs: the store, trained models and the last run's results.</summary>
internal sealed class RunFolder
{
    private RunFolder(string path) => Path = path;

    /// <summary>The folder as it was given.</summary>
    public string Path { get; }

    /// <summary>The database of finished cells.</summary>
    public string Store => In("store.db");

    /// <summary>Who works on what.</summary>
    public string Claims => In("claims");

    /// <summary>The signs of life of those who work.</summary>
    public string Workers => System.IO.Path.Combine(Claims, "workers");

    /// <summary>The work order of a process.</summary>
    public string Order(string process) => In(System.IO.Path.Combine("exchange", process + Launch.WorkOrder.Extension));

    /// <summary>The script that a process has given to Slurm.</summary>
    public string SlurmScript(string process) => System.IO.Path.Combine(Logs, process + ".sbatch");

    /// <summary>Results on their way into the store.</summary>
    public string Exchange => In("exchange");

    /// <summary>What worker processes print.</summary>
    public string Logs => In("logs");

    public string ResultsJson => In("results.json");

    public string ResultsCsv => In("results.csv");

    public string ResultsParquet => In("results.parquet");

    /// <summary>The folder of the training curves as TensorBoard reads them.</summary>
    public string TensorBoard => In("tensorboard");

    public string ReportHtml => In("report.html");

    /// <summary>The file of a picture, by its name.</summary>
    public string Picture(string name) => In(name);

    /// <summary>The pictures that are there.</summary>
    public IReadOnlyList<string> Pictures => [.. Directory.EnumerateFiles(Path, "*-picture*.svg"), .. Directory.EnumerateFiles(Path, "*-motion*.svg")];

    /// <summary>The folder of data that the run has made.</summary>
    public string MadeData => In("made");

    /// <summary>The folder of trained models and of interrupted trainings.</summary>
    public string Trained => In("trained");

    /// <summary>The file of a finished training's model.</summary>
    public string Model(string training) => System.IO.Path.Combine(Trained, training + ".ckpt");

    /// <summary>Opens a folder, and makes it where there is none.</summary>
    /// <exception cref="UserError">It cannot be a folder.</exception>
    public static RunFolder Open(string path)
    {
        if (File.Exists(path)) throw new UserError($"--out {path}: there is a file of this name; give a folder");
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"--out {path}: the folder cannot be made: {fault.Message.TrimEnd('.')}; choose another one", fault);
        }
        return new RunFolder(path);
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
