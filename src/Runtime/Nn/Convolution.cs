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
            Folded(image), kernel, bias, [stride, stride], [padding, padding], [dilation, dilation], groups);
        return Unfolded(output, image).MoveToOuterDisposeScope();
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
            Folded(output), kernel, null, [stride, stride], [padding, padding], beyond, [dilation, dilation], groups);
        return Unfolded(image, output).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The gradient of the kernel, of <paramref name="height"/> and <paramref name="width"/>, summed over all leading dimensions: the
    /// convolution of the image by the output, in which channels and images change places and stride and dilation too.
    /// </summary>
    public static Tensor Kernel(
        Tensor image, Tensor output, long height, long width, long stride = 1, long padding = 0, long dilation = 1, long groups = 1)
    {
        using var scope = NewDisposeScope();
        var (images, outputs) = (Folded(image), Folded(output));
        var (count, channels) = (images.size(0), images.size(1) / groups);
        var swapped = images.reshape(count, groups, channels, images.size(2), images.size(3)).permute(2, 1, 0, 3, 4)
            .reshape(channels, groups * count, images.size(2), images.size(3));
        var kernel = nn.functional.conv2d(
            swapped, outputs.transpose(0, 1), null, [dilation, dilation], [padding, padding], [stride, stride], groups);
        return kernel.narrow(2, 0, height).narrow(3, 0, width).transpose(0, 1).MoveToOuterDisposeScope();
    }

    /// <summary>The pixels that the last position of a kernel reaches, at a stride that leaves none over.</summary>
    private static long Reached(long positions, long kernel, long stride, long padding, long dilation) =>
        ((positions - 1) * stride) - (2 * padding) + (dilation * (kernel - 1)) + 1;

    /// <summary>All leading dimensions as one.</summary>
    private static Tensor Folded(Tensor images) =>
        images.dim() == 4 ? images : images.dim() == 3 ? images.unsqueeze(0) : images.flatten(0, images.dim() - 4);

    /// <summary>With the leading dimensions of another again.</summary>
    private static Tensor Unfolded(Tensor folded, Tensor like) => like.dim() switch
    {
        4 => folded,
        3 => folded.squeeze(0),
        _ => folded.unflatten(0, like.shape[..^3]),
    };
}
