using System.Diagnostics;
using MLSpec.Runtime.Hosting.Launch;

namespace MLSpec.Runtime.Tests.Protocol;

public class SlurmScriptTests
{
    private const string Awkward = """it's "odd" $HOME `x` \ *""";

    private static readonly SlurmRequest _all = new("gpu", 1, "01:00:00", "16G", 4, "lab.sif");

    [Fact]
    public void The_script_is_as_agreed() => Assert.Equal(
        """
        #!/bin/bash
        # Cells of Digits: each task measures those that no other has taken, until none is left or the order is withdrawn.
        #SBATCH --job-name=mlspec-Digits
        #SBATCH --array=1-8%4
        #SBATCH --output=/work/runs/logs/slurm-%A_%a.log
        #SBATCH --open-mode=append
        #SBATCH --requeue
        #SBATCH --signal=B:USR1@60
        #SBATCH --cpus-per-task=2
        #SBATCH --partition=gpu
        #SBATCH --gpus-per-task=1
        #SBATCH --ntasks=1
        #SBATCH --time=01:00:00
        #SBATCH --mem=16G

        cd /work || exit 1
        order=/work/runs/order.json

        again= ended= worker=
        end() { ended=1; [[ $worker ]] && kill -TERM $worker 2>/dev/null; }
        trap 'again=1; end' USR1   # the time limit is near
        trap end TERM              # cancelled
        apptainer exec --nv --bind /work lab.sif dotnet 'my app.dll' run Digits --worker /work/runs/order.json &
        worker=$!
        [[ $ended ]] && end        # told before there was a worker
        while wait $worker; code=$?; kill -0 $worker 2>/dev/null; do :; done

        if [[ $again && -e $order ]]; then scontrol requeue "${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}"; fi
        exit $code

        """,
        SlurmScript.Write(
            "Digits", 8, 2, _all, "/work", "/work/runs/logs/slurm-%A_%a.log", ["dotnet", "my app.dll", "run", "Digits", "--worker", "/work/runs/order.json"], "/work/runs/order.json"));

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("--out=a/b.c", "--out=a/b.c")]
    [InlineData("", "''")]
    [InlineData("a b", "'a b'")]
    [InlineData("it's", @"'it'\''s'")]
    public void Words_are_quoted_where_they_must_be(string text, string word) => Assert.Equal(word, SlurmScript.Quoted(text));

    /// <summary>What bash makes of it is what was meant: arguments, the code of the worker, a signal that reaches it.</summary>
    [Fact]
    public void Bash_reads_it_as_it_was_meant()
    {
        if (!File.Exists("/bin/bash")) return;
        using var folder = new TemporaryFolder();
        string Run(string signal, params string[] worker)
        {
            var script = folder.Write("task.sh", SlurmScript.Write("Digits", 1, 1, new SlurmRequest(), folder[""], "log", worker, folder["order.json"]));
            using var process = Process.Start(new ProcessStartInfo("/bin/bash", [script]) { RedirectStandardOutput = true })!;
            if (signal.Length > 0)
            {
                process.StandardOutput.ReadLine();
                using var kill = Process.Start("kill", [signal, $"{process.Id}"]);
                kill.WaitForExit();
            }
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return $"{output}{process.ExitCode}";
        }

        Assert.Equal($"{Awkward}\n0", Run("", "printf", "%s\\n", Awkward));
        Assert.Equal("7", Run("", "/bin/bash", "-c", "exit 7"));
        foreach (var signal in new[] { "-USR1", "-TERM" })
            Assert.Equal("saved\n143", Run(signal, "/bin/bash", "-c", "trap 'echo saved; exit 143' TERM; echo ready; while :; do sleep 0.05; done"));
    }
}
