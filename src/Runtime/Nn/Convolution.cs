using static TorchSharp.torch;

namespace MLSpec.Runtime.Nn;

/// <summary>
/// Convolutions of images float[..., c, h, w] by kernels float[n, c / groups, kh, kw] to float[..., n, h', w'] with h' = floor((h + 2
/// padding - dilation (kh - 1) - 1) / stride) + 1, likewise w'. The sum of output * (kernel applied to image) is linear in each of the
/// three; the functions here are its derivatives with respect to each, given the other two.
/// </summary>
public static class Convolution
{
    /// <summary>The kernel applied to the image, plus a bias[n].</summary>
    public static Tensor Output(
        Tensor image, Tensor kernel, Tensor? bias = null, long stride = 1, long padding = 0, long dilation = 1, long groups = 1)
    {
        using var scope = NewDisposeScope();
        var output = nn.functional.conv2d(
            Images.Folded(image), kernel, bias, [stride, stride], [padding, padding], [dilation, dilation], groups);
        return Images.Unfolded(output, image).MoveToOuterDisposeScope();
    }

    /// <summary>The transposed convolution: float[..., n, h', w'] to an image of <paramref name="height"/> and <paramref name="width"/>.</summary>
    public static Tensor Input(
        Tensor kernel, Tensor output, long height, long width, long stride = 1, long padding = 0, long dilation = 1, long groups = 1)
    {
        using var scope = NewDisposeScope();
        var beyond = new[]
        {
            height - Reached(output.size(-2), kernel.size(-2), stride, padding, dilation),
            width - Reached(output.size(-1), kernel.size(-1), stride, padding, dilation),
        };
        var image = nn.functional.conv_transpose2d(
            Images.Folded(output), kernel, null, [stride, stride], [padding, padding], beyond, [dilation, dilation], groups);
        return Images.Unfolded(image, output).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The gradient of the kernel, of <paramref name="height"/> and <paramref name="width"/>, summed over all leading dimensions: the
    /// convolution of the image by the output, in which channels and images change places and stride and dilation too.
    /// </summary>
    public static Tensor Kernel(
        Tensor image, Tensor output, long height, long width, long stride = 1, long padding = 0, long dilation = 1, long groups = 1)
    {
        using var scope = NewDisposeScope();
        var (images, outputs) = (Images.Folded(image), Images.Folded(output));
        var (count, channels) = (images.size(0), images.size(1) / groups);
        var swapped = groups == 1
            ? images.transpose(0, 1)
            : images.unflatten(1, [groups, channels]).permute(2, 1, 0, 3, 4).reshape(channels, groups * count, images.size(2), images.size(3));
        var kernel = nn.functional.conv2d(
            swapped, outputs.transpose(0, 1), null, [dilation, dilation], [padding, padding], [stride, stride], groups);
        return kernel.narrow(2, 0, height).narrow(3, 0, width).transpose(0, 1).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// <see cref="Output"/> by a kernel for each item of the first <paramref name="leading"/> dimensions: kernel[k..., n, c / groups, kh,
    /// kw], image[k..., ..., c, h, w], where a k of 1 is repeated.
    /// </summary>
    public static Tensor OutputEach(
        Tensor image, Tensor kernel, int leading, long stride = 1, long padding = 0, long dilation = 1, long groups = 1)
    {
        using var scope = NewDisposeScope();
        var items = kernel.shape[..leading];
        var output = Output(
            Images.Grouped(image, items), kernel.flatten(0, leading), null, stride, padding, dilation, groups * Images.Count(items));
        return Images.Ungrouped(output, items, image.shape[leading..^3]).MoveToOuterDisposeScope();
    }

    /// <summary><see cref="Input"/> by a kernel for each item of the first <paramref name="leading"/> dimensions.</summary>
    public static Tensor InputEach(
        Tensor kernel, Tensor output, long height, long width, int leading, long stride = 1, long padding = 0, long dilation = 1,
        long groups = 1)
    {
        using var scope = NewDisposeScope();
        var items = kernel.shape[..leading];
        var image = Input(
            kernel.flatten(0, leading), Images.Grouped(output, items), height, width, stride, padding, dilation,
            groups * Images.Count(items));
        return Images.Ungrouped(image, items, output.shape[leading..^3]).MoveToOuterDisposeScope();
    }

    /// <summary><see cref="Kernel"/> for each item of the first <paramref name="leading"/> dimensions.</summary>
    public static Tensor KernelEach(
        Tensor image, Tensor output, long height, long width, int leading, long stride = 1, long padding = 0, long dilation = 1,
        long groups = 1)
    {
        using var scope = NewDisposeScope();
        var common = image.shape[..^3].Zip(output.shape[..^3], Math.Max).ToArray();
        var items = common[..leading];
        var kernel = Kernel(
            Images.Grouped(image.expand([.. common, -1, -1, -1]), items),
            Images.Grouped(output.expand([.. common, -1, -1, -1]), items),
            height, width, stride, padding, dilation, groups * Images.Count(items));
        return kernel.unflatten(0, [.. items, -1]).MoveToOuterDisposeScope();
    }

    /// <summary>The pixels that the last position of a kernel reaches, at a stride that leaves none over.</summary>
    private static long Reached(long positions, long kernel, long stride, long padding, long dilation) =>
        ((positions - 1) * stride) - (2 * padding) + (dilation * (kernel - 1)) + 1;
}
