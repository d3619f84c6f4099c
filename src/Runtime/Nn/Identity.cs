using System.Collections.Concurrent;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Nn;

/// <summary>Identity matrices, made once for each size and device: a row of one is a one-hot vector.</summary>
internal static class Identity
{
    private static readonly ConcurrentDictionary<(long Size, string Device), Tensor> _all = new();

    /// <summary>float32[size, size]; belongs to nobody's dispose scope.</summary>
    public static Tensor Of(long size, Device device) => _all.GetOrAdd((size, device.ToString()), static (key, at) =>
    {
        using var mode = inference_mode(false);
        return eye(key.Size, dtype: ScalarType.Float32, device: at).DetachFromDisposeScope();
    }, device);
}
