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
public sealed class RandomStream : ICheckpointed
{
    private readonly Philox _philox;
    private ulong _block;

    /// <summary>The stream of a purpose at its first number.</summary>
    public RandomStream(long seed, string purpose, Device? device = null)
    {
        (Seed, Purpose, Device) = (seed, purpose, device ?? CPU);
        _philox = Philox.Of(seed, purpose);
    }

    /// <summary>The experiment's seed.</summary>
    public long Seed { get; }

    /// <summary>What the numbers are for; part of the generator's key.</summary>
    public string Purpose { get; }

    /// <summary>Where the tensors are placed.</summary>
    public Device Device { get; }

    /// <summary>Blocks of four words consumed so far: together with seed and purpose, the whole state.</summary>
    public ulong Position => _block;

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
        foreach (ref var number in MemoryMarshal.Cast<byte, long>(result.bytes))
            number = low + (long)Below((ulong)(high - low));
        return Placed(result);
    }

    /// <summary>int64[n]: a uniformly random order of 0, ..., n - 1.</summary>
    public Tensor Permutation(long n)
    {
        var result = empty(n, ScalarType.Int64, device: CPU);
        Shuffle(MemoryMarshal.Cast<byte, long>(result.bytes));
        return Placed(result);
    }

    /// <summary>
    /// Overwrites <paramref name="order"/> with a uniformly random order of 0, ..., n - 1 (Durstenfeld 1964, inside-out).
    /// </summary>
    public void Shuffle(Span<long> order)
    {
        for (var i = 0; i < order.Length; i++)
        {
            var j = (int)Below((ulong)i + 1);
            (order[i], order[j]) = (order[j], i);
        }
    }

    /// <summary>A number, uniform on [0, 1) with 53 random bits.</summary>
    public double Uniform() => (Next64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A whole number, uniform on {0, ..., <paramref name="bound"/> - 1}.</summary>
    public int Below(int bound) => (int)Below((ulong)bound);

    /// <summary>Overwrites a float32 tensor in place with uniform numbers.</summary>
    public void FillUniform(Tensor tensor, double low, double high) => Copy(UniformOnCpu(tensor.shape, low, high), tensor);

    /// <summary>Overwrites a float32 tensor in place with normal numbers.</summary>
    public void FillNormal(Tensor tensor, double mean, double deviation) => Copy(NormalOnCpu(tensor.shape, mean, deviation), tensor);

    internal void MoveTo(ulong position) => _block = position;

    /// <inheritdoc/>
    public void Save(StateWriter state)
    {
        state.Text("purpose", Purpose);
        state.Integer("seed", Seed);
        state.Integer("position", (long)_block);
    }

    /// <inheritdoc/>
    public void Restore(StateReader state)
    {
        if (state.Text("purpose") != Purpose || state.Integer("seed") != Seed)
            throw new UserError($"The checkpoint holds the random numbers of '{state.Text("purpose")}', seed {state.Integer("seed")}; "
                + $"this run needs those of '{Purpose}', seed {Seed}. Resume with the seed the run was started with.");
        _block = (ulong)state.Integer("position");
    }

    private Tensor UniformOnCpu(ReadOnlySpan<long> shape, double low, double high)
    {
        var result = empty(shape, ScalarType.Float32, CPU);
        var numbers = MemoryMarshal.Cast<byte, float>(result.bytes);
        var words = MemoryMarshal.Cast<float, uint>(numbers);
        _block = _philox.Fill(_block, words);
        var (start, width) = ((float)low, (float)(high - low));
        for (var i = 0; i < words.Length; i++)
            numbers[i] = start + (width * ((words[i] >> 8) * (1f / (1 << 24))));
        return result;
    }

    /// <summary>Box and Muller (1958): each block of four words gives four normals; a last incomplete block is drawn whole.</summary>
    private Tensor NormalOnCpu(ReadOnlySpan<long> shape, double mean, double deviation)
    {
        var result = empty(shape, ScalarType.Float32, CPU);
        var numbers = MemoryMarshal.Cast<byte, float>(result.bytes);
        Span<float> four = stackalloc float[4];
        for (; numbers.Length > 0; numbers = numbers[Math.Min(4, numbers.Length)..])
        {
            var (w0, w1, w2, w3) = _philox.Block(_block++);
            (four[0], four[1]) = NormalPair(w0, w1, mean, deviation);
            (four[2], four[3]) = NormalPair(w2, w3, mean, deviation);
            four[..Math.Min(4, numbers.Length)].CopyTo(numbers);
        }
        return result;
    }

    private static (float, float) NormalPair(uint radiusWord, uint angleWord, double mean, double deviation)
    {
        var radius = MathF.Sqrt(-2f * MathF.Log((float)((radiusWord + 0.5) * (1.0 / (1L << 32)))));
        var (sine, cosine) = MathF.SinCos(2f * MathF.PI * (angleWord * (1f / (1L << 32))));
        return ((float)(mean + (deviation * radius * cosine)), (float)(mean + (deviation * radius * sine)));
    }

    private ulong Next64()
    {
        var (w0, w1, _, _) = _philox.Block(_block++);
        return ((ulong)w1 << 32) | w0;
    }

    /// <summary>Unbiased by rejection: D. Lemire, "Fast random integer generation in an interval", ACM TOMACS 2019.</summary>
    private ulong Below(ulong bound)
    {
        var high = Math.BigMul(Next64(), bound, out var low);
        if (low < bound)
        {
            var threshold = (0 - bound) % bound;
            while (low < threshold)
                high = Math.BigMul(Next64(), bound, out low);
        }
        return high;
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
