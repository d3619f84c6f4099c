using MLSpec.Runtime.Random;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Nn;

/// <summary>Initial values, written into a parameter's view.</summary>
public static class Initial
{
    /// <summary>Independent, uniform from <paramref name="low"/> to <paramref name="high"/>.</summary>
    public static void Uniform(Tensor parameter, double low, double high, RandomStream random) => random.FillUniform(parameter, low, high);

    /// <summary>Independent, normal.</summary>
    public static void Normal(Tensor parameter, double mean, double deviation, RandomStream random) =>
        random.FillNormal(parameter, mean, deviation);

    /// <summary>All zeros.</summary>
    public static void Zeros(Tensor parameter) => Constant(parameter, 0);

    /// <summary>All equal to <paramref name="value"/>.</summary>
    public static void Constant(Tensor parameter, double value) => parameter.fill_(value);
}
