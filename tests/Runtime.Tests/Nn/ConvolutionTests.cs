using MLSpec.Runtime.Nn;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Tests.Nn;

/// <summary>Convolutions and pools against TorchSharp's own modules and its autograd.</summary>
public sealed class ConvolutionTests
{
    [Theory]
    [InlineData(1, 0, 1, 1)]
    [InlineData(2, 1, 1, 1)]
    [InlineData(3, 2, 1, 2)]
    [InlineData(1, 2, 2, 1)]
    [InlineData(2, 3, 3, 4)]
    public void EachPartIsTheDerivativeThatAutogradFinds(long stride, long padding, long dilation, long groups)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var module = nn.Conv2d(4, 8, (3L, 2L), (stride, stride), (padding, padding), (dilation, dilation), groups: groups);
        var (image, kernel) = (rand(5, 4, 9, 8, requires_grad: true), module.weight!);
        var expected = module.call(image);
        var output = rand_like(expected);
        (expected * output).sum().backward();

        Close.To(expected, Convolution.Output(image, kernel, module.bias, stride, padding, dilation, groups), absolute: 1e-5);
        Close.To(image.grad!, Convolution.Input(kernel, output, 9, 8, stride, padding, dilation, groups), absolute: 1e-5);
        Close.To(kernel.grad!, Convolution.Kernel(image, output, 3, 2, stride, padding, dilation, groups), absolute: 1e-4);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void LeadingDimensionsAreKept(int count)
    {
        using var scope = NewDisposeScope();
        long[] leading = [.. new long[] { 2, 3, 2 }.Take(count)];
        manual_seed(2);
        var (image, kernel) = (rand([.. leading, 2, 5, 5]), rand(3, 2, 3, 3));
        var output = Convolution.Output(image, kernel);
        Assert.Equal([.. leading, 3, 3, 3], output.shape);
        Assert.Equal(image.shape, Convolution.Input(kernel, output, 5, 5).shape);
        Assert.Equal(kernel.shape, Convolution.Kernel(image, output, 3, 3).shape);
        Close.To(Pooling.Average(image, 2, 1), Convolution.Output(image, eye(2).reshape(2, 2, 1, 1).expand(2, 2, 2, 2) / 4));
        Assert.Equal(image.shape, Pooling.AverageTransposed(Pooling.Average(image, 2, 3), 5, 5, 2, 3).shape);
        Assert.Equal(image.shape, Pooling.LargestGradient(2, 3, image, Pooling.Largest(2, 3, image)).shape);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(3, 2)]
    [InlineData(3, 0)]
    public void AKernelForEachItemIsOneConvolutionForEach(int items, int rest)
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        long[] batch = rest == 0 ? [] : [rest];
        var (image, kernel) = (rand([items, .. batch, 4, 6, 6]), rand(new long[] { items, 6, 2, 3, 3 }));
        var output = Convolution.OutputEach(image, kernel, 1, stride: 2, padding: 1, groups: 2);
        var gradient = rand_like(output);
        var back = Convolution.InputEach(kernel, gradient, 6, 6, 1, stride: 2, padding: 1, groups: 2);
        var kernels = Convolution.KernelEach(image, gradient, 3, 3, 1, stride: 2, padding: 1, groups: 2);
        for (var i = 0; i < items; i++)
        {
            Close.To(Convolution.Output(image[i], kernel[i], null, 2, 1, 1, 2), output[i], absolute: 1e-5);
            Close.To(Convolution.Input(kernel[i], gradient[i], 6, 6, 2, 1, 1, 2), back[i], absolute: 1e-5);
            Close.To(Convolution.Kernel(image[i], gradient[i], 3, 3, 2, 1, 1, 2), kernels[i], absolute: 1e-5);
        }

        Close.To(
            Convolution.OutputEach(image[0].unsqueeze(0), kernel, 1, groups: 2),
            Convolution.OutputEach(image[0].unsqueeze(0).expand_as(image), kernel, 1, groups: 2));
    }

    [Theory]
    [InlineData(2, 2, 0)]
    [InlineData(3, 2, 1)]
    [InlineData(2, 3, 1)]
    public void MeansOfSquares(long kernel, long stride, long padding)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var image = rand(2, 3, 7, 8, requires_grad: true);
        var expected = nn.AvgPool2d(kernel, stride, padding).call(image);
        var gradient = rand_like(expected);
        (expected * gradient).sum().backward();
        Close.To(expected, Pooling.Average(image, kernel, stride, padding));
        Close.To(image.grad!, Pooling.AverageTransposed(gradient, 7, 8, kernel, stride, padding));
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 1)]
    [InlineData(2, 3)]
    public void LargestOfSquares(long kernel, long stride)
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        var image = rand(2, 3, 7, 8, requires_grad: true);
        var expected = nn.MaxPool2d(kernel, stride).call(image);
        var gradient = rand_like(expected);
        (expected * gradient).sum().backward();
        Close.To(expected, Pooling.Largest(kernel, stride, image));
        Close.To(image.grad!, Pooling.LargestGradient(kernel, stride, image, gradient));
    }
}
