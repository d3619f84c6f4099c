using MLSpec.Runtime.Hosting;

namespace MLSpec.Generators.Tests.Numerics;

/// <summary>Runs of an experiment that calls a hook from inside, each in a folder of its own: begun anew, or gone on with.</summary>
/// <param name="data">Whether the experiment reads data files from <see cref="Folder"/>.</param>
public abstract class WatchedRuns(string experiment, bool data) : IDisposable
{
    /// <summary>Where the runs' folders lie.</summary>
    protected DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory($"mlspec-{experiment.ToLowerInvariant()}-");

    private protected abstract GeneratedModule Module { get; }

    public void Dispose()
    {
        Folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    protected int Run(string name, CancellationToken cancelled = default, Action<long>? seen = null, params string[] options)
    {
        Module.Set("Hook", seen ?? (_ => { }));
        var (output, errors) = (new StringWriter(), new StringWriter());
        string[] files = data ? ["--data", Folder.FullName] : [];
        var code = ExperimentHost.Run(
            ["run", experiment, "--out", Out(name), .. files, "--threads", "1", .. options],
            [(Experiment)Module.Property("Experiment")],
            new HostConsole(output, errors, Interactive: false, cancelled));
        Assert.True(code is 0 or 130, errors.ToString());
        return code;
    }

    protected string Out(string name) => Path.Combine(Folder.FullName, name);

    /// <summary>Asserts that two runs have left the same bytes of the same models.</summary>
    protected void AssertSame(string left, string right)
    {
        var models = Models(left);
        Assert.NotEmpty(models);
        Assert.Equal(models.Keys, Models(right).Keys);
        foreach (var (name, bytes) in models)
            Assert.True(bytes.AsSpan().SequenceEqual(Models(right)[name]), $"{name} differs");
    }

    private SortedDictionary<string, byte[]> Models(string name) => new(
        Directory.EnumerateFiles(Path.Combine(Out(name), "trained")).Where(path => !path.EndsWith(".json", StringComparison.Ordinal)).ToDictionary(path => Path.GetFileName(path), File.ReadAllBytes),
        StringComparer.Ordinal);
}
