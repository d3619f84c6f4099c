using System.Runtime.InteropServices;

namespace MLSpec.Runtime.Random;

/// <summary>The random numbers of one seed and purpose, one after another: those of <see cref="Philox"/>, whose whole state is a position.</summary>
internal sealed class NumberSource(long seed, string purpose)
{
    private readonly Philox _philox = Philox.Of(seed, purpose);

    public long Seed => seed;

    /// <summary>Blocks of four words consumed so far.</summary>
    public ulong Position { get; set; }

    /// <summary>Independent, uniform from <paramref name="low"/> to <paramref name="high"/> with 24 random bits.</summary>
    public void Uniform(Span<float> numbers, double low, double high)
    {
        var words = MemoryMarshal.Cast<float, uint>(numbers);
        Position = _philox.Fill(Position, words);
        var (start, width) = ((float)low, (float)(high - low));
        for (var i = 0; i < words.Length; i++)
            numbers[i] = start + (width * ((words[i] >> 8) * (1f / (1 << 24))));
    }

    /// <summary>Box and Muller (1958): each block of four words gives four normals; a last incomplete block is drawn whole.</summary>
    public void Normal(Span<float> numbers, double mean, double deviation)
    {
        Span<float> four = stackalloc float[4];
        for (; numbers.Length > 0; numbers = numbers[Math.Min(4, numbers.Length)..])
        {
            var (w0, w1, w2, w3) = _philox.Block(Position++);
            (four[0], four[1]) = NormalPair(w0, w1, mean, deviation);
            (four[2], four[3]) = NormalPair(w2, w3, mean, deviation);
            four[..Math.Min(4, numbers.Length)].CopyTo(numbers);
        }
    }

    /// <summary>Overwrites with a uniformly random order of 0, ..., n - 1 (Durstenfeld 1964, inside-out).</summary>
    public void Shuffle(Span<long> order)
    {
        for (var i = 0; i < order.Length; i++)
        {
            var j = (int)Below((ulong)i + 1);
            (order[i], order[j]) = (order[j], i);
        }
    }

    /// <summary>Unbiased by rejection: D. Lemire, "Fast random integer generation in an interval", ACM TOMACS 2019.</summary>
    public ulong Below(ulong bound)
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

    public ulong Next64()
    {
        var (w0, w1, _, _) = _philox.Block(Position++);
        return ((ulong)w1 << 32) | w0;
    }

    private static (float, float) NormalPair(uint radiusWord, uint angleWord, double mean, double deviation)
    {
        var radius = MathF.Sqrt(-2f * MathF.Log((float)((radiusWord + 0.5) * (1.0 / (1L << 32)))));
        var (sine, cosine) = MathF.SinCos(2f * MathF.PI * (angleWord * (1f / (1L << 32))));
        return ((float)(mean + (deviation * radius * cosine)), (float)(mean + (deviation * radius * sine)));
    }
}
