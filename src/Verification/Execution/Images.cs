using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;
using MLSpec.Runtime.Nn;
using TorchSharp;

namespace MLSpec.Verification.Execution;

/// <summary>Convolutions, by kernels that are the same everywhere, and pools.</summary>
internal static class Images
{
    public static torch.Tensor Convolve(ConvolutionOperation convolution, Node node, torch.Tensor first, torch.Tensor second)
    {
        var window = convolution.Window;
        var kernel = convolution.Result == ConvolutionPart.Input ? node.Inputs[0] : node.Inputs[1];
        if (convolution.Result == ConvolutionPart.Kernel || !kernel.Axes.IsEmpty)
            throw new NotSupportedException("Convolutions are evaluated by constant kernels alone.");
        return convolution.Result == ConvolutionPart.Output
            ? Convolution.Output(
                first, second, stride: window.Stride, padding: window.Padding, dilation: window.Dilation, groups: window.Groups)
            : Convolution.Input(
                first, second, Sizes.Of(convolution.Shape[1]), Sizes.Of(convolution.Shape[2]), window.Stride, window.Padding,
                window.Dilation, window.Groups);
    }

    public static torch.Tensor Pool(AveragePoolOperation pool, torch.Tensor image) => pool.IsTransposed
        ? Pooling.AverageTransposed(image, Sizes.Of(pool.Shape[1]), Sizes.Of(pool.Shape[2]), pool.Kernel, pool.Stride, pool.Padding)
        : Pooling.Average(image, pool.Kernel, pool.Stride, pool.Padding);
}
