using System.Runtime.InteropServices;
using MLSpec.Runtime.Store;
using TorchSharp;
using static TorchSharp.torch;

namespace MLSpec.Runtime.Random;

/// <summary>
/// The random numbers of one purpose ("net", "batch", "attack"), a pure function of (seed, purpose, number of draws so far). Drawing
/// more for one purpose never moves another; the numbers are those of <see cref="Philox"/> made on the CPU, hence the same on every
/// device, and the whole state is one position. Not for concurrent use: one stream belongs to one loop.
/// </summary>
/// <remarks>
/// For replicates side by side a stream has several seeds. A tensor is then cut, in the order of its elements, into as many equal parts as
/// there are seeds, and each part has the numbers that a stream of its seed alone would give: so with a leading dimension of replicates.
/// </remarks>
public sealed class RandomStream : ICheckpointed
{
    private readonly NumberSource[] _sources;

    /// <summary>The stream of a purpose at its first number.</summary>
    public RandomStream(long seed, string purpose, Device? device = null) : this([seed], purpose, device)
    {
    }

    /// <summary>The stream of a purpose for replicates side by side, at the first number of each.</summary>
    public RandomStream(IReadOnlyList<long> seeds, string purpose, Device? device = null)
    {
        (Purpose, Device) = (purpose, device ?? CPU);
        _sources = [.. seeds.Select(seed => new NumberSource(seed, purpose))];
    }

    /// <summary>The experiment's seed; of several replicates the first one's.</summary>
    public long Seed => _sources[0].Seed;

    /// <summary>How many replicates the numbers are for.</summary>
    public int Replicates => _sources.Length;

    /// <summary>What the numbers are for; part of the generator's key.</summary>
    public string Purpose { get; }

    /// <summary>Where the tensors are placed.</summary>
    public Device Device { get; }

    /// <summary>Blocks of four words consumed so far: together with seed and purpose, the whole state of a single replicate.</summary>
    public ulong Position => Single.Position;

    /// <summary>float32, independent, uniform from <paramref name="low"/> to <paramref name="high"/> with 24 random bits.</summary>
    public Tensor Uniform(ReadOnlySpan<long> shape, double low = 0, double high = 1) => Placed(UniformOnCpu(shape, low, high));

    /// <summary>float32, independent, normal with the given mean and standard deviation.</summary>
    public Tensor Normal(ReadOnlySpan<long> shape, double mean = 0, double deviation = 1) => Placed(NormalOnCpu(shape, mean, deviation));

    /// <summary>int64, independent, uniform on {<paramref name="low"/>, ..., <paramref name="high"/> - 1}.</summary>
    public Tensor Integers(ReadOnlySpan<long> shape, long low, long high)
    {
        if (high <= low)
            throw new ArgumentOutOfRangeException(nameof(high), $"The range [{low}, {high}) is empty.");
        var result = empty(shape, ScalarType.Int64, CPU);
        var numbers = MemoryMarshal.Cast<byte, long>(result.bytes);
        for (var k = 0; k < Replicates; k++)
        {
            foreach (ref var number in Part(numbers, k))
                number = low + (long)_sources[k].Below((ulong)(high - low));
        }
        return Placed(result);
    }

    /// <summary>int64[n]: a uniformly random order of 0, ..., n - 1; of several replicates one after another.</summary>
    public Tensor Permutation(long n)
    {
        var result = empty(n * Replicates, ScalarType.Int64, device: CPU);
        Shuffle(MemoryMarshal.Cast<byte, long>(result.bytes));
        return Placed(result);
    }

    /// <summary>
    /// Overwrites <paramref name="order"/> with a uniformly random order of 0, ..., n - 1 (Durstenfeld 1964, inside-out).
    /// </summary>
    public void Shuffle(Span<long> order)
    {
        for (var k = 0; k < Replicates; k++)
            _sources[k].Shuffle(Part(order, k));
    }

    /// <summary>A number, uniform on [0, 1) with 53 random bits, for a single replicate.</summary>
    public double Uniform() => (Single.Next64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A whole number, uniform on {0, ..., <paramref name="bound"/> - 1}, for a single replicate.</summary>
    public int Below(int bound) => (int)Single.Below((ulong)bound);

    /// <summary>Overwrites a float32 tensor in place with uniform numbers.</summary>
    public void FillUniform(Tensor tensor, double low, double high) => Copy(UniformOnCpu(tensor.shape, low, high), tensor);

    /// <summary>Overwrites a float32 tensor in place with normal numbers.</summary>
    public void FillNormal(Tensor tensor, double mean, double deviation) => Copy(NormalOnCpu(tensor.shape, mean, deviation), tensor);

    /// <summary>The position of each replicate.</summary>
    internal IReadOnlyList<ulong> Positions => [.. _sources.Select(source => source.Position)];

    internal void MoveTo(IReadOnlyList<ulong> positions)
    {
        for (var k = 0; k < Replicates; k++)
            _sources[k].Position = positions[k];
    }

    /// <inheritdoc/>
    public void Save(StateWriter state)
    {
        state.Text("purpose", Purpose);
        for (var k = 0; k < Replicates; k++)
        {
            state.Integer(ReplicateState.Name("seed", k), _sources[k].Seed);
            state.Integer(ReplicateState.Name("position", k), (long)_sources[k].Position);
        }
    }

    /// <inheritdoc/>
    public void Restore(StateReader state)
    {
        for (var k = 0; k < Replicates; k++)
        {
            var seed = state.Integer(ReplicateState.Name("seed", k));
            if (state.Text("purpose") != Purpose || seed != _sources[k].Seed)
                throw new UserError($"The checkpoint holds the random numbers of '{state.Text("purpose")}', seed {seed}; "
                    + $"this run needs those of '{Purpose}', seed {_sources[k].Seed}. Resume with the seed the run was started with.");
            _sources[k].Position = (ulong)state.Integer(ReplicateState.Name("position", k));
        }
    }

    private NumberSource Single => Replicates == 1
        ? _sources[0]
        : throw new InvalidOperationException($"The random numbers of '{Purpose}' for {Replicates} replicates are tensors.");

    private Tensor UniformOnCpu(ReadOnlySpan<long> shape, double low, double high)
    {
        var result = empty(shape, ScalarType.Float32, CPU);
        var numbers = MemoryMarshal.Cast<byte, float>(result.bytes);
        for (var k = 0; k < Replicates; k++)
            _sources[k].Uniform(Part(numbers, k), low, high);
        return result;
    }

    private Tensor NormalOnCpu(ReadOnlySpan<long> shape, double mean, double deviation)
    {
        var result = empty(shape, ScalarType.Float32, CPU);
        var numbers = MemoryMarshal.Cast<byte, float>(result.bytes);
        for (var k = 0; k < Replicates; k++)
            _sources[k].Normal(Part(numbers, k), mean, deviation);
        return result;
    }

    private Span<T> Part<T>(Span<T> all, int replicate)
    {
        var (length, rest) = Math.DivRem(all.Length, Replicates);
        return rest == 0
            ? all.Slice(replicate * length, length)
            : throw new InvalidOperationException($"{all.Length} random numbers cannot be shared among {Replicates} replicates.");
    }

    private static void Copy(Tensor numbers, Tensor target)
    {
        target.copy_(numbers);
        numbers.Dispose();
    }

    private Tensor Placed(Tensor numbers)
    {
        if (Device.type == DeviceType.CPU)
            return numbers;
        using (numbers)
            return numbers.to(Device);
    }
}
