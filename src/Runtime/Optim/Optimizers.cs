using MLSpec.Runtime.Schedules;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Optim;

/// <summary>
/// Optimisers over flat parameters and their flat gradient, with a learning rate that is a function of the step. <c>clip</c> is the largest Euclidean norm of
/// the gradient that is followed; 0 for no limit.
/// </summary>
public static class Optimizers
{
    /// <inheritdoc cref="Optim.Adam"/>
    public static ScheduledOptimizer Adam(
        Tensor parameters,
        Tensor gradient,
        Schedule rate,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double epsilon = 1e-8,
        double clip = 0) =>
        new(new Adam(parameters, gradient, beta1, beta2, epsilon), gradient, rate, clip);

    /// <inheritdoc cref="Optim.AdamW"/>
    public static ScheduledOptimizer AdamW(
        Tensor parameters,
        Tensor gradient,
        Schedule rate,
        double decay = 0.01,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double epsilon = 1e-8,
        double clip = 0) =>
        new(new AdamW(parameters, gradient, beta1, beta2, epsilon, decay), gradient, rate, clip);

    /// <inheritdoc cref="Optim.Sgd"/>
    public static ScheduledOptimizer Sgd(
        Tensor parameters, Tensor gradient, Schedule rate, double momentum = 0, double clip = 0) =>
        new(new Sgd(parameters, gradient, momentum), gradient, rate, clip);
}
