namespace Examples.Tests;

/// <summary>Cells measured by several processes: the same bytes as by one, whatever happens to them.</summary>
public sealed class WorkersTests : IDisposable
{
    private static readonly string[] _short = ["--set", "train.plain.steps=40", "--set", "train.hardened.steps=40", "--threads", "1"];

    private readonly ExamplesConsole _one = new();
    private readonly ExamplesConsole _several = new();

    public void Dispose()
    {
        _one.Dispose();
        _several.Dispose();
    }

    [Fact]
    public void Several_processes_find_what_one_finds()
    {
        Assert.Equal(0, _one.Run(["run", "RobustDigits", "--out", _one.Out, .. _short]).ExitCode);
        var (exit, _, error) = _several.Run(["run", "RobustDigits", "--out", _several.Out, "--max-parallel", "2", .. _short]);
        Assert.Equal("", error);
        Assert.Equal(0, exit);
        Assert.Equal(Csv(_one), Csv(_several));
        Assert.Equal(2, Directory.EnumerateFiles(Path.Combine(_several.Out, "logs"), "worker-*.log").Count());
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_several.Out, "exchange")));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_several.Out, "claims")));
    }

    private static byte[] Csv(ExamplesConsole console) => File.ReadAllBytes(Path.Combine(console.Out, "results.csv"));
}
