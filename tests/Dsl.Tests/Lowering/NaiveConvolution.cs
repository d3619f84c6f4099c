using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Tests.Lowering;

/// <summary>Convolutions by their definition: every product of a pixel, a weight and an output that meet.</summary>
internal static class NaiveConvolution
{
    /// <param name="operands">One pair for each point of the axes that are summed over.</param>
    public static Dense Of(ConvolutionOperation operation, int[] shape, IReadOnlyList<(Dense First, Dense Second)> operands)
    {
        var result = Dense.From(shape, _ => 0);
        foreach (var (first, second) in operands)
        {
            var (image, kernel, output) = operation.Result switch
            {
                ConvolutionPart.Input => (result, first, second),
                ConvolutionPart.Kernel => (first, result, second),
                _ => (first, second, result),
            };
            var window = operation.Window;
            var perGroup = output.Shape[0] / window.Groups;
            foreach (var k in Dense.Positions(kernel.Shape))
            {
                foreach (var o in Dense.Positions([1, .. output.Shape[1..]]))
                {
                    int[] pixel =
                    [
                        (k[0] / perGroup * kernel.Shape[1]) + k[1],
                        (o[1] * window.Stride) - window.Padding + (k[2] * window.Dilation),
                        (o[2] * window.Stride) - window.Padding + (k[3] * window.Dilation),
                    ];
                    if (pixel[1] < 0 || pixel[1] >= image.Shape[1] || pixel[2] < 0 || pixel[2] >= image.Shape[2])
                        continue;
                    int[] at = [k[0], o[1], o[2]];
                    switch (operation.Result)
                    {
                        case ConvolutionPart.Input:
                            image.Items[image.Offset(pixel)] += kernel[k] * output[at];
                            break;
                        case ConvolutionPart.Kernel:
                            kernel.Items[kernel.Offset(k)] += image[pixel] * output[at];
                            break;
                        default:
                            output.Items[output.Offset(at)] += image[pixel] * kernel[k];
                            break;
                    }
                }
            }
        }

        return result;
    }

    public static Dense Pool(AveragePoolOperation pool, int[] shape, Dense x)
    {
        var result = Dense.From(shape, _ => 0);
        var (image, pooled) = pool.IsTransposed ? (result, x) : (x, result);
        foreach (var p in Dense.Positions(pooled.Shape))
        {
            foreach (var k in Dense.Positions([pool.Kernel, pool.Kernel]))
            {
                int[] pixel = [p[0], (p[1] * pool.Stride) - pool.Padding + k[0], (p[2] * pool.Stride) - pool.Padding + k[1]];
                if (pixel[1] < 0 || pixel[1] >= image.Shape[1] || pixel[2] < 0 || pixel[2] >= image.Shape[2])
                    continue;
                if (pool.IsTransposed)
                    image.Items[image.Offset(pixel)] += pooled[p] / (pool.Kernel * pool.Kernel);
                else
                    pooled.Items[pooled.Offset(p)] += image[pixel] / (pool.Kernel * pool.Kernel);
            }
        }

        return result;
    }

    public static Dense Largest(int kernel, int stride, Dense x)
    {
        int[] shape = [x.Shape[0], ((x.Shape[1] - kernel) / stride) + 1, ((x.Shape[2] - kernel) / stride) + 1];
        return Dense.From(shape, p => x[Place(kernel, stride, x, p)]);
    }

    public static Dense LargestGradient(int kernel, int stride, Dense x, Dense gradient)
    {
        var result = Dense.From(x.Shape, _ => 0);
        foreach (var p in Dense.Positions(gradient.Shape))
            result.Items[result.Offset(Place(kernel, stride, x, p))] += gradient[p];
        return result;
    }

    /// <summary>The first largest pixel of a square.</summary>
    private static int[] Place(int kernel, int stride, Dense x, int[] p) => Dense.Positions([kernel, kernel])
        .Select(k => (int[])[p[0], (p[1] * stride) + k[0], (p[2] * stride) + k[1]])
        .MaxBy(pixel => x[pixel])!;
}
