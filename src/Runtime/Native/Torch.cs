using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Native;

/// <summary>How libtorch is to run.</summary>
/// <param name="Device"><c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</param>
/// <param name="Threads">Threads per operation; by default the processors this process may use, container quotas included.</param>
public sealed record TorchOptions(string Device = "cpu", int? Threads = null);

/// <summary>
/// The one entry to libtorch. Nothing of TorchSharp may be called before <see cref="Start"/>: see
/// docs/decisions/0002-native-libraries.md.
/// </summary>
public static class Torch
{
    private static readonly Lock _gate = new();
    private static bool _loaded;

    /// <summary>
    /// Loads the native libraries (once), sets the number of threads and gives the device asked for. May be called again, with other
    /// options. Throws <see cref="UserError"/>, saying what to do, when the libraries or the device are not there.
    /// </summary>
    public static Device Start(TorchOptions? options = null)
    {
        options ??= new();
        var wanted = Parse(options.Device);
        if (options.Threads is < 1)
            throw new UserError($"--threads {options.Threads} is not possible: give at least 1.");
        lock (_gate)
        {
            if (!_loaded)
            {
                ProcessEnvironment.QuietOpenMp();
                ProcessEnvironment.KeepFreedMemory();
                NativeLoader.Load();
                _loaded = true;
            }
            set_num_threads(options.Threads ?? Environment.ProcessorCount);
            return wanted is { Type: DeviceType.CUDA } ? CudaDevice(wanted.Index) : CPU;
        }
    }

    private static (DeviceType Type, int? Index) Parse(string text) => text switch
    {
        "cpu" => (DeviceType.CPU, null),
        "cuda" => (DeviceType.CUDA, null),
        _ when text.StartsWith("cuda:", StringComparison.Ordinal)
            && int.TryParse(text.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var index) => (DeviceType.CUDA, index),
        _ => throw new UserError($"Unknown device '{text}': "
            + $"expected cpu, cuda or cuda:N, for example cuda:1.{Nearest.Hint(text, ["cpu", "cuda"])}"),
    };

    private static Device CudaDevice(int? index)
    {
        if (!TryInitializeDeviceType(DeviceType.CUDA))
            throw new UserError(NativeLoader.HasCuda
                ? "No usable CUDA device: libtorch's CUDA build is loaded but finds no GPU or no fitting driver (see nvidia-smi). "
                    + "Use --device cpu."
                : "No CUDA here: the CPU build of libtorch is loaded. "
                    + "Build with -p:MlSpecTorch=cuda, or set MLSPEC_LIBTORCH to the lib folder of a CUDA libtorch. "
                    + "Or use --device cpu.");
        var count = cuda.device_count();
        return index is { } wanted && wanted >= count
            ? throw new UserError($"There is no device cuda:{wanted}: "
                + $"this machine has {count} (cuda:0{(count > 1 ? $" to cuda:{count - 1}" : "")}).")
            : new Device(DeviceType.CUDA, index ?? 0);
    }
}
