using MLSpec.Runtime.Hosting;
using MLSpec.Runtime.Reporting;

namespace MLSpec.Runtime.Tests.Protocol;

/// <summary>A temporary folder with the fake experiment's data, and a host whose output is kept.</summary>
internal sealed class Workplace : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mlspec-test-");

    public Workplace() => File.WriteAllText(In("points.csv"), "x\n1\n2\n");

    public string Out => In("out");

    public string Output { get; private set; } = "";

    public string Errors { get; private set; } = "";

    public string In(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Makes the project's folder, with the fake's spec in it.</summary>
    public void WriteSpec()
    {
        var spec = new Fake().Experiment.Spec;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(In("project"), spec.Path))!);
        File.WriteAllText(Path.Combine(In("project"), spec.Path), spec.Text);
    }

    public int Run(Fake fake, params string[] options) => Run(fake, CancellationToken.None, options);

    public int Run(Fake fake, CancellationToken cancelled, params string[] options) =>
        Host(fake, cancelled,
        [
            "run", "FakeDigits",
            .. new[] { ("--out", Out), ("--data", _folder.FullName), ("--threads", "1") }
                .Where(usual => !options.Contains(usual.Item1)).SelectMany(usual => new[] { usual.Item1, usual.Item2 }),
            .. options,
        ]);

    public int Host(Fake fake, CancellationToken cancelled, params string[] args)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        var code = ExperimentHost.Run(args, [fake.Experiment], new HostConsole(output, errors, Interactive: false, cancelled)
        {
            Folder = In("project"),
            ProgramFolder = In("program"),
        });
        (Output, Errors) = (output.ToString(), errors.ToString());
        return code;
    }

    public RunReport Report() => ReportFiles.FromJson(File.ReadAllText(Path.Combine(Out, "results.json")));

    /// <summary>The results without the environment.</summary>
    public string Findings() => ReportFiles.ToJson(Report() with { Environment = new RunEnvironment("", [], 0, []) });

    /// <summary>The page without the environment.</summary>
    public string Page() => File.ReadAllText(Path.Combine(Out, "report.html")).Split("<section class=\"environment\">")[0];

    public void Dispose() => _folder.Delete(recursive: true);
}
