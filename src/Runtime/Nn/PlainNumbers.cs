using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Nn;

/// <summary>The numbers of a tensor as memory, for what one loop does in one pass where libtorch's operations take several.</summary>
internal static class PlainNumbers
{
    /// <summary>So many numbers at most are one thread's work where libtorch may use several.</summary>
    private const long OneThread = 1 << 18;

    /// <summary>Whether a loop over its numbers is the best that can be done: float32, on the CPU, one after another in memory, and not so many that threads should share them.</summary>
    public static bool Are(Tensor tensor) =>
        tensor.device_type == DeviceType.CPU && tensor.dtype == ScalarType.Float32 && tensor.is_contiguous()
        && (tensor.NumberOfElements <= OneThread || get_num_threads() == 1);

    /// <summary>The tensor's own memory: valid as long as the tensor is.</summary>
    public static Span<float> Of(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);
}
