using static TorchSharp.torch;

namespace MLSpec.Runtime.Nn;

/// <summary>Pools over the squares of images float[..., c, h, w], of side <c>kernel</c>, one every <c>stride</c> pixels.</summary>
public static class Pooling
{
    /// <summary>Means; the zeros of the padding count. To float[..., c, h', w'] with h' = floor((h + 2 padding - kernel) / stride) + 1.</summary>
    public static Tensor Average(Tensor image, long kernel, long stride, long padding = 0)
    {
        using var scope = NewDisposeScope();
        var pooled = nn.functional.avg_pool2d(Images.Folded(image), [kernel, kernel], [stride, stride], [padding, padding]);
        return Images.Unfolded(pooled, image).MoveToOuterDisposeScope();
    }

    /// <summary>The transpose of <see cref="Average"/>: every mean gives each pixel of its square an equal share.</summary>
    public static Tensor AverageTransposed(Tensor pooled, long height, long width, long kernel, long stride, long padding = 0)
    {
        using var scope = NewDisposeScope();
        var means = Images.Folded(pooled);
        using var like = empty([means.size(0), means.size(1), height, width], means.dtype, means.device);
        var image = nn.functional.avg_pool2d_backward(means, like, [kernel, kernel], [stride, stride], [padding, padding]);
        return Images.Unfolded(image, pooled).MoveToOuterDisposeScope();
    }

    /// <summary>Largest pixels, to float[..., c, h', w'] with h' = floor((h - kernel) / stride) + 1.</summary>
    public static Tensor Largest(long kernel, long stride, Tensor image)
    {
        using var scope = NewDisposeScope();
        var pooled = nn.functional.max_pool2d(Images.Folded(image), [kernel, kernel], [stride, stride]);
        return Images.Unfolded(pooled, image).MoveToOuterDisposeScope();
    }

    /// <summary>The gradient of <see cref="Largest"/>: each goes to the first largest pixel of its square.</summary>
    public static Tensor LargestGradient(long kernel, long stride, Tensor image, Tensor gradient)
    {
        using var scope = NewDisposeScope();
        var images = Images.Folded(image);
        var (_, places) = nn.functional.max_pool2d_with_indices(images, [kernel, kernel], [stride, stride]);
        var spread = zeros_like(images).flatten(2).scatter_add_(2, places.flatten(2), Images.Folded(gradient).flatten(2));
        return Images.Unfolded(spread.unflatten(2, images.shape[2..]), image).MoveToOuterDisposeScope();
    }
}
