using MLSpec.Runtime.Random;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Uncertainty;

/// <summary>
/// A set of points in which a search for the worst or best case moves. Points are [axes..., core...]; every item along the axes has a set, and is searched, by itself. The tensors
/// belong to the dispose scope in which the set is made.
/// </summary>
public abstract class PointSet
{
    /// <summary>The centre of the set: a new tensor.</summary>
    public abstract Tensor Start();

    /// <summary>A random point of the set: a new tensor.</summary>
    public abstract Tensor Start(RandomStream random);

    /// <summary>
    /// Moves the points in place along the direction in which a function with this gradient rises fastest, by <paramref name="step"/> times the radius, and then to the nearest points
    /// of the set.
    /// </summary>
    /// <param name="point">float[axes..., core...], overwritten.</param>
    /// <param name="gradient">Of the same shape, or one that broadcasts to it.</param>
    public void Ascend(ref Tensor point, Tensor gradient, double step) => Move(point, gradient, step);

    /// <summary>As <see cref="Ascend"/>, where the function falls fastest.</summary>
    public void Descend(ref Tensor point, Tensor gradient, double step) => Move(point, gradient, -step);

    /// <summary>The move itself, in place.</summary>
    private protected abstract void Move(Tensor point, Tensor gradient, double step);
}
