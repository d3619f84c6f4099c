using System.Collections.Immutable;

namespace MLSpec.Verification;

/// <summary>
/// What is to be verified: the points and answers that must not be, as a disjunction of cases. The property holds ("unsat") where no input
/// is in any of them.
/// </summary>
public sealed record Property(int InputCount, int OutputCount, ImmutableArray<UnsafeCase> Cases);

/// <summary>The points of a box whose answers fulfil all rows. Without rows, every point of the box.</summary>
public sealed record UnsafeCase(InputBox Box, ImmutableArray<UnsafeRow> Rows);

/// <summary>Both bounds of each input; none is above its other.</summary>
public sealed record InputBox(ImmutableArray<double> Low, ImmutableArray<double> High)
{
    public int Count => Low.Length;

    public bool Equals(InputBox? other) =>
        other is not null && Low.AsSpan().SequenceEqual(other.Low.AsSpan()) && High.AsSpan().SequenceEqual(other.High.AsSpan());

    public override int GetHashCode() => Hashes.Of(Low.Concat(High));
}

/// <summary>One condition of a case: inputs times <paramref name="OfInputs"/> plus outputs times <paramref name="OfOutputs"/> is at most
/// <paramref name="Limit"/>.</summary>
public sealed record UnsafeRow(ImmutableArray<double> OfInputs, ImmutableArray<double> OfOutputs, double Limit)
{
    /// <summary>Output k is at least that of the label.</summary>
    public static UnsafeRow Overtaking(int inputs, int outputs, int label, int k)
    {
        var factors = new double[outputs];
        (factors[label], factors[k]) = (1, -1);
        return new UnsafeRow([.. new double[inputs]], [.. factors], 0);
    }

    public bool Equals(UnsafeRow? other) =>
        other is not null && Limit == other.Limit && OfInputs.AsSpan().SequenceEqual(other.OfInputs.AsSpan())
        && OfOutputs.AsSpan().SequenceEqual(other.OfOutputs.AsSpan());

    public override int GetHashCode() => Hashes.Of(OfOutputs.Append(Limit));
}

internal static class Hashes
{
    public static int Of(IEnumerable<double> numbers)
    {
        var hash = default(HashCode);
        foreach (var number in numbers)
            hash.Add(number);
        return hash.ToHashCode();
    }
}
