using System.Collections.Immutable;
using MLSpec.Runtime.Data;
using MLSpec.Runtime.Random;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Control;

/// <summary>The numbers 0, ..., count - 1, int64: actions that are names.</summary>
public sealed record DiscreteSpace : Space
{
    /// <summary>Throws <see cref="UserError"/> when there is nothing to choose from.</summary>
    public DiscreteSpace(int count) =>
        Count = count >= 1 ? count : throw new UserError($"A choice needs at least one possibility, not {count}.");

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <inheritdoc/>
    public override ImmutableArray<long> Shape => [];

    /// <inheritdoc/>
    public override Tensor Uniform(long n, RandomStream random) => random.Integers([n], 0, Count);

    internal override Tensor Admit(Tensor values, IReadOnlyList<Tensor> bounds)
    {
        using var scope = NewDisposeScope();
        if (values.ge(0).logical_and(values.lt(Count)).all().item<bool>())
            return values;
        throw new ArgumentException($"An action is a number from 0 to {Count - 1}; the policy chose {values.min().item<long>()} "
            + $"to {values.max().item<long>()}.", nameof(values));
    }

    internal override Column Column(string name) => Data.Column.Class(name, Count);
}
