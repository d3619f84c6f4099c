using System.Collections.Immutable;
using MLSpec.Runtime.Data;
using MLSpec.Runtime.Random;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Control;

/// <summary>The values that one action, or one observation, may take.</summary>
public abstract record Space
{
    /// <summary>The shape of one value; empty for a scalar.</summary>
    public abstract ImmutableArray<long> Shape { get; }

    /// <summary>
    /// n independent values, uniform on the space: [n, ...shape]. Throws <see cref="UserError"/> where the space has no bounds.
    /// </summary>
    public abstract Tensor Uniform(long n, RandomStream random);

    /// <summary>The tensors that <see cref="Admit"/> needs on a device; to be made once and disposed of by whoever asks.</summary>
    internal virtual IReadOnlyList<Tensor> Bounds(Device device) => [];

    /// <summary>The values as they are used: those of a box are put back into it, others must lie in the space.</summary>
    internal abstract Tensor Admit(Tensor values, IReadOnlyList<Tensor> bounds);

    /// <summary>The column that holds one such value per row.</summary>
    internal abstract Column Column(string name);

    /// <summary>Throws <see cref="ArgumentException"/> unless there are n values of this space's shape and type.</summary>
    internal void Require(Tensor values, long n, string what)
    {
        var type = Column(what).Type;
        if (values.dtype != type || values.dim() != Shape.Length + 1 || values.size(0) != n
            || !values.shape.AsSpan(1).SequenceEqual(Shape.AsSpan()))
            throw new ArgumentException($"The {what} of {n} episodes must be {type}[{string.Join(", ", Shape.Prepend(n))}], "
                + $"not {values.dtype}[{string.Join(", ", values.shape)}].", nameof(values));
    }
}
