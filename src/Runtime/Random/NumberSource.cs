using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MLSpec.Runtime.Random;

/// <summary>The random numbers of one seed and purpose, one after another: those of <see cref="Philox"/>, whose whole state is a position.</summary>
internal sealed class NumberSource(long seed, string purpose)
{
    /// <summary>So many pairs of normals are made at once: a multiple of every vector's length.</summary>
    private const int Pairs = 64;

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
        Span<float> first = stackalloc float[Pairs];
        Span<float> second = stackalloc float[Pairs];
        var (middle, scale) = ((float)mean, (float)deviation);
        while (numbers.Length > 0)
        {
            var part = numbers[..Math.Min(2 * Pairs, numbers.Length)];
            for (var pair = 0; 2 * pair < part.Length; pair += 2)
            {
                var (w0, w1, w2, w3) = _philox.Block(Position++);
                (first[pair], second[pair]) = (Chance(w0), Turn(w1));
                (first[pair + 1], second[pair + 1]) = (Chance(w2), Turn(w3));
            }

            ToNormals(first, second, (part.Length + 1) / 2);
            for (var i = 0; i < part.Length; i++)
                part[i] = middle + (scale * ((i & 1) == 0 ? first : second)[i / 2]);
            numbers = numbers[part.Length..];
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

    /// <summary>A word as a number in (0, 1].</summary>
    private static float Chance(uint word) => (float)((word + 0.5) * (1.0 / (1L << 32)));

    /// <summary>A word as an angle in [0, 2 pi].</summary>
    private static float Turn(uint word) => 2f * MathF.PI * (word * (1f / (1L << 32)));

    /// <summary>
    /// From numbers u in (0, 1] and angles, sqrt(-2 log u) times the cosine and the sine of the angle, in their places. Whole vectors are written, so
    /// that a number does not depend on how many are drawn with it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ToNormals(Span<float> chances, Span<float> angles, int count)
    {
        for (var i = 0; i < count; i += Vector<float>.Count)
        {
            var radius = Vector.SquareRoot(Vector.Log(new Vector<float>(chances[i..])) * -2f);
            var (sine, cosine) = Vector.SinCos(new Vector<float>(angles[i..]));
            (radius * cosine).CopyTo(chances[i..]);
            (radius * sine).CopyTo(angles[i..]);
        }
    }
}
