using System.Runtime.InteropServices;
using MLSpec.Runtime.Hosting;
using TorchSharp;

namespace MLSpec.Runtime.Reporting;

/// <summary>Where and how long a run was made.</summary>
/// <param name="Device">The kind of device.</param>
/// <param name="Versions">The versions of what it ran on.</param>
/// <param name="Seconds">The time of this process.</param>
/// <param name="Trainings">The time of each training, in the process that finished it.</param>
public sealed record RunEnvironment(string Device, IReadOnlyList<Setting> Versions, double Seconds, IReadOnlyList<TrainingTime> Trainings)
{
    /// <summary>The threads of a tensor operation in this process.</summary>
    public int Threads { get; init; }

    internal static RunEnvironment Of(string device, TimeSpan elapsed, IReadOnlyList<TrainingCurve> curves) => new(
        device,
        [
            .. Manifest.Versions,
            new(".NET", Environment.Version.ToString()),
            new("system", $"{RuntimeInformation.OSDescription.Trim()}, {RuntimeInformation.ProcessArchitecture}"),
        ],
        Math.Round(elapsed.TotalSeconds, 1),
        [.. curves.Select(curve => new TrainingTime(curve.Name, curve.Seed, Math.Round(curve.Seconds, 2)))])
    {
        Threads = torch.get_num_threads(),
    };
}

/// <summary>The time of one training.</summary>
public sealed record TrainingTime(string Training, long Seed, double Seconds);
