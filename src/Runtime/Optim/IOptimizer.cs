using MLSpec.Runtime.Store;

namespace MLSpec.Runtime.Optim;

/// <summary>Changes a flat parameter vector in place, from a flat gradient vector that the training step has filled.</summary>
public interface IOptimizer : ICheckpointed
{
    /// <summary>One update that decreases the objective, with the given learning rate.</summary>
    void Step(double rate);
}
