namespace Examples.Tests;

/// <summary>A test that needs Slurm's daemons and the right to start them; skipped, visibly, without.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SlurmFactAttribute : FactAttribute
{
    private static readonly string[] _programs = ["slurmctld", "slurmd", "sbatch", "squeue", "scancel", "scontrol"];

    public SlurmFactAttribute()
    {
        if (_programs.FirstOrDefault(program => !IsThere(program)) is { } missing)
            Skip = $"{missing} is not there: apt install slurmctld slurmd slurm-client slurm-wlm-basic-plugins";
        else if (!Environment.IsPrivilegedProcess)
            Skip = "a Slurm of one's own needs root";
    }

    private static bool IsThere(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin").Any(folder => File.Exists(Path.Combine(folder, program)));
}
