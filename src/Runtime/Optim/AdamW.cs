using static TorchSharp.torch;

namespace MLSpec.Runtime.Optim;

/// <summary><see cref="Adam"/> with decoupled weight decay: every step first shrinks the parameters by the factor 1 - rate decay.</summary>
public sealed class AdamW(
    Tensor parameters, Tensor gradient, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double decay = 0.01)
    : Adam("AdamW", parameters, gradient, beta1, beta2, epsilon, decay);
