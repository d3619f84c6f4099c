using System.Globalization;

namespace MLSpec.Runtime.Hosting.Launch;

/// <summary>The script of an array of tasks.</summary>
internal static class SlurmScript
{
    /// <summary>How long before its time limit a task is told to write a checkpoint.</summary>
    private const int _warning = 60;

    /// <summary>
    /// Writes the script. Each task runs one worker. A task that comes to its time limit has the worker write a checkpoint and is put back into the queue, as is one whose
    /// node fails; one that is cancelled is not.
    /// </summary>
    /// <param name="experiment">The experiment's name.</param>
    /// <param name="tasks">How many tasks.</param>
    /// <param name="threads">The cores of each.</param>
    /// <param name="request">What else is asked for.</param>
    /// <param name="folder">Where the program runs: what its relative paths are relative to.</param>
    /// <param name="log">The files of the tasks' output, with Slurm's <c>%A</c> and <c>%a</c>.</param>
    /// <param name="worker">The worker's program and arguments.</param>
    /// <param name="order">The full path of the work order.</param>
    public static string Write(
        string experiment, int tasks, int threads, SlurmRequest request, string folder, string log, IReadOnlyList<string> worker, string order)
    {
        string[] program = request.Image is { } image ? ["apptainer", "exec", .. request.Gpus is null ? [] : new[] { "--nv" }, "--bind", folder, image, .. worker] : [.. worker];
        return string.Join('\n',
        [
            "#!/bin/bash",
            $"# Cells of {experiment}: each task measures those that no other has taken, until none is left or the order is withdrawn.",
            $"#SBATCH --job-name=mlspec-{experiment}",
            $"#SBATCH --array=1-{Text(tasks)}{(request.ArrayLimit is { } limit ? $"%{Text(limit)}" : "")}",
            $"#SBATCH --output={log}",
            "#SBATCH --open-mode=append",
            "#SBATCH --requeue",
            $"#SBATCH --signal=B:USR1@{Text(_warning)}",
            $"#SBATCH --cpus-per-task={Text(threads)}",
            .. Asked("partition", request.Partition),
            .. Asked("gpus-per-task", request.Gpus is { } gpus ? Text(gpus) : null),
            .. request.Gpus is null ? [] : new[] { "#SBATCH --ntasks=1" },
            .. Asked("time", request.Time),
            .. Asked("mem", request.Memory),
            "",
            $"cd {Quoted(folder)} || exit 1",
            $"order={Quoted(order)}",
            "",
            "again= ended= worker=",
            "end() { ended=1; [[ $worker ]] && kill -TERM $worker 2>/dev/null; }",
            "trap 'again=1; end' USR1   # the time limit is near",
            "trap end TERM              # cancelled",
            $"{string.Join(' ', program.Select(Quoted))} &",
            "worker=$!",
            "[[ $ended ]] && end        # told before there was a worker",
            "while wait $worker; code=$?; kill -0 $worker 2>/dev/null; do :; done",
            "",
            "if [[ $again && -e $order ]]; then scontrol requeue \"${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}\"; fi",
            "exit $code",
            "",
        ]);
    }

    private static IEnumerable<string> Asked(string option, string? value) => value is null ? [] : [$"#SBATCH --{option}={value}"];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A word of bash that stands for the text, whatever is in it.</summary>
    internal static string Quoted(string text) => text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || "-_./=:,%+@".Contains(c))
        ? text
        : $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
