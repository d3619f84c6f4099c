using static TorchSharp.torch;

namespace MLSpec.Runtime.Random;

/// <summary>Standard noise that laws are made from: new tensors, float32, every element independent.</summary>
public static class Draws
{
    /// <summary>Normal with mean 0 and standard deviation 1.</summary>
    public static Tensor Normal(ReadOnlySpan<long> shape, RandomStream random) => random.Normal(shape);

    /// <summary>Uniform from 0 to 1.</summary>
    public static Tensor Uniform(ReadOnlySpan<long> shape, RandomStream random) => random.Uniform(shape);
}
