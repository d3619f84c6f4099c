using static TorchSharp.torch;

namespace MLSpec.Runtime.Nn;

/// <summary>Images float[..., c, h, w] as libtorch takes them, with one leading dimension.</summary>
internal static class Images
{
    /// <summary>All leading dimensions as one.</summary>
    public static Tensor Folded(Tensor images) => images.dim() switch
    {
        4 => images,
        3 => images.unsqueeze(0),
        var rank => images.flatten(0, rank - 4),
    };

    /// <summary>With the leading dimensions of another again.</summary>
    public static Tensor Unfolded(Tensor folded, Tensor like) => like.dim() switch
    {
        4 => folded,
        3 => folded.squeeze(0),
        _ => folded.unflatten(0, like.shape[..^3]),
    };

    /// <summary>The first dimensions, repeated to <paramref name="items"/> where they are 1, among the channels: [..., items * c, h, w], folded.</summary>
    public static Tensor Grouped(Tensor images, long[] items)
    {
        var rest = images.shape[items.Length..];
        var flat = images.expand([.. items, .. rest]).reshape([Count(items), -1, .. rest[^3..]]);
        return flat.transpose(0, 1).flatten(1, 2);
    }

    /// <summary>The reverse of <see cref="Grouped"/>, with the further leading dimensions <paramref name="rest"/>.</summary>
    public static Tensor Ungrouped(Tensor images, long[] items, long[] rest)
    {
        var flat = images.unflatten(1, [Count(items), -1]).transpose(0, 1);
        return flat.reshape([.. items, .. rest, .. flat.shape[2..]]);
    }

    /// <summary>How many there are.</summary>
    public static long Count(long[] items) => items.Aggregate(1L, (product, size) => product * size);
}
