namespace Examples.Tests;

/// <summary>Cells measured by the tasks of a real Slurm: the same bytes as by one process, whatever happens to the tasks.</summary>
public sealed class SlurmTests : IDisposable
{
    private static readonly string[] _eightCells =
        ["--set", "train.plain.steps=60", "--set", "train.hardened.steps=1000", "--threads", "1", "--only", "eps=0,seed=1", "--only", "eps=0,seed=2", "--only", "eps=0.1,seed=1", "--only", "eps=0.1,seed=2"];

    private readonly ExamplesConsole _here = new();
    private readonly ExamplesConsole _cluster = new();

    public void Dispose()
    {
        _here.Dispose();
        _cluster.Dispose();
    }

    [SlurmFact]
    public void An_array_of_eight_cells_is_bit_equal_to_the_local_run_although_a_task_is_killed_a_node_drained_and_the_run_interrupted()
    {
        using var slurm = new SlurmCluster();
        using var run = _cluster.Begin(slurm.Configuration, [.. Command(_cluster), "--launcher", "slurm", "--mem", "400", "--array-limit", "2"]);
        SlurmCluster.Until(() => Log("train hardened"), "no task has started to train");
        slurm.SetState("DRAIN");
        var job = slurm.Call("squeue", "--noheader", "--format=%F", "--states=RUNNING").Split('\n')[0].Trim();
        var task = slurm.Call("squeue", "--noheader", "--format=%K", "--states=RUNNING").Split('\n')[0].Trim();
        slurm.Call("scontrol", "requeue", $"{job}_{task}");
        run.Kill();
        run.WaitForExit();
        Assert.False(File.Exists(Path.Combine(_cluster.Out, "results.csv")));
        slurm.SetState("RESUME");
        slurm.StartRequeued();
        Assert.Equal(0, _here.Run(Command(_here)).ExitCode);

        var (exit, output, error) = _cluster.Run(slurm.Configuration, [.. Command(_cluster), "--launcher", "slurm", "--mem", "400"]);

        Assert.Equal("", error);
        Assert.True(exit == 0, output);
        Assert.Equal(File.ReadAllBytes(Path.Combine(_here.Out, "results.csv")), File.ReadAllBytes(Path.Combine(_cluster.Out, "results.csv")));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_cluster.Out, "exchange"), "*.cell.json"));
    }

    [SlurmFact]
    public void A_task_whose_time_is_up_goes_on_from_its_checkpoint()
    {
        using var slurm = new SlurmCluster();
        using var run = _cluster.Begin(slurm.Configuration, [.. Command(_cluster), "--launcher", "slurm", "--max-parallel", "1"]);
        SlurmCluster.Until(() => Log("train hardened"), "no task has started to train");
        slurm.Call("scancel", "--batch", "--signal=USR1", "--user=root");
        slurm.StartRequeued();
        Assert.True(run.WaitForExit(TimeSpan.FromMinutes(3)));
        Assert.Equal(0, run.ExitCode);
        Assert.True(Log("resumed at step"));
        Assert.Equal(0, _here.Run(Command(_here)).ExitCode);
        Assert.Equal(File.ReadAllBytes(Path.Combine(_here.Out, "results.csv")), File.ReadAllBytes(Path.Combine(_cluster.Out, "results.csv")));
    }

    [SlurmFact]
    public void A_dry_run_prints_the_script()
    {
        var (exit, output, _) = _cluster.Run([.. Command(_cluster), "--launcher", "slurm", "--dry-run", "--array-limit", "3"]);
        Assert.Equal(0, exit);
        Assert.Contains("8 to measure", output);
        Assert.Contains("#SBATCH --array=1-8%3\n", output);
    }

    private bool Log(string text) => Directory.Exists(Path.Combine(_cluster.Out, "logs"))
        && Directory.EnumerateFiles(Path.Combine(_cluster.Out, "logs"), "slurm-*.log").Any(path => File.ReadAllText(path).Contains(text, StringComparison.Ordinal));

    private static string[] Command(ExamplesConsole console) => ["run", "RobustDigits", "--out", console.Out, .. _eightCells];
}
