using MLSpec.Runtime.Random;

namespace MLSpec.Runtime.Statistics;

/// <summary>
/// What is drawn with repetition: units, each from those of its own stratum. A unit may stand for a cluster of values, all of which are
/// then taken together; two
/// quantities of the same units are paired.
/// </summary>
public sealed class Resampling
{
    private readonly int[][] _strata;
    private readonly int[] _stratumOf;

    /// <param name="stratumOf">The stratum of each unit, in any numbering.</param>
    public Resampling(IReadOnlyList<int> stratumOf)
    {
        int[] strata = [.. stratumOf.Distinct().Order()];
        _stratumOf = [.. stratumOf.Select(stratum => Array.BinarySearch(strata, stratum))];
        _strata = [.. strata.Select(stratum => Enumerable.Range(0, stratumOf.Count).Where(unit => stratumOf[unit] == stratum).ToArray())];
    }

    /// <summary>So many units in one stratum.</summary>
    public static Resampling Of(int units) => new(new int[units]);

    /// <summary>How many units there are.</summary>
    public int Units => _stratumOf.Length;

    /// <summary>How many deviations from the strata's means are free: units less strata.</summary>
    public int DegreesOfFreedom => Units - _strata.Length;

    /// <summary>By what the standard deviation of resampled means is too small: sqrt(n / (n - 1)) with one stratum.</summary>
    public double Expansion => Math.Sqrt(Units / (double)DegreesOfFreedom);

    /// <summary>
    /// The probability of the two outermost kinds of resamples at an end: of the units with the least values alone, and with one other
    /// among them. Of smaller tails resamples tell nothing; with one stratum
    /// it is (n + 1) / n^n.
    /// </summary>
    public double Resolution => (1 + Units) * _strata.Aggregate(1.0, (rarest, stratum) => rarest * Math.Pow(stratum.Length, -stratum.Length));

    /// <summary>The units of one resample, as many as there are: a pure function of the generator and the resample's number.</summary>
    public int[] Draw(Philox philox, int resample)
    {
        var words = new uint[Units];
        philox.Fill((ulong)resample << 32, words);
        var drawn = new int[Units];
        for (var i = 0; i < drawn.Length; i++)
        {
            var stratum = _strata[_stratumOf[i]];
            drawn[i] = stratum[(int)((words[i] * (ulong)stratum.Length) >> 32)];
        }
        return drawn;
    }
}
