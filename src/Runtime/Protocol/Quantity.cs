namespace MLSpec.Runtime.Protocol;

/// <summary>
/// A number computed from the replicates: a statistic of measured values, a constant, or arithmetic of these. Comparisons of quantities
/// are <see cref="Proposition"/>s that a claim decides by resampling.
/// </summary>
public sealed class Quantity
{
    private readonly Func<int[], double> _at;

    internal Quantity(Func<int[], double> at, Unit unit)
    {
        _at = at;
        Unit = unit;
    }

    private Quantity(Func<int[], double> at, Unit unit, Func<int[], double> noise, params ReadOnlySpan<Quantity> parts) : this(at, unit)
    {
        Noise = noise;
        foreach (var part in parts) (Values, Missing) = (Values + part.Values, Missing + part.Missing);
    }

    /// <summary>The unit; none for products and ratios of measured values.</summary>
    public Unit Unit { get; }

    /// <summary>How many measured values it is made of.</summary>
    public int Values { get; internal init; }

    /// <summary>How many of them are missing; it is then not a number.</summary>
    public int Missing { get; internal init; }

    /// <summary>A standard deviation below which it is known not to lie, whatever resamples say; 0 where nothing is known.</summary>
    internal Func<int[], double> Noise { get; init; } = _ => 0;

    /// <summary>The value for these replicate indices, repetitions included.</summary>
    public double At(int[] replicates) => _at(replicates);

    /// <summary>A constant.</summary>
    public static implicit operator Quantity(double value) => new(_ => value, Unit.None);

    /// <summary>The absolute value.</summary>
    public static Quantity Abs(Quantity x) => new(r => Math.Abs(x.At(r)), x.Unit, x.Noise, x);

    /// <summary>The largest of the quantities.</summary>
    public static Quantity Max(params Quantity[] all) => new(r => all.Max(x => x.At(r)), all[0].Unit, r => all.Max(x => x.Noise(r)), all);

    /// <summary>The smallest of the quantities.</summary>
    public static Quantity Min(params Quantity[] all) => new(r => all.Min(x => x.At(r)), all[0].Unit, r => all.Max(x => x.Noise(r)), all);

    public static Quantity operator -(Quantity x) => new(r => -x.At(r), x.Unit, x.Noise, x);
    public static Quantity operator +(Quantity x, Quantity y) => new(r => x.At(r) + y.At(r), Common(x, y), Added(x, y), x, y);
    public static Quantity operator -(Quantity x, Quantity y) => new(r => x.At(r) - y.At(r), Common(x, y), Added(x, y), x, y);

    public static Quantity operator *(Quantity x, Quantity y) => new(
        r => x.At(r) * y.At(r), Scaled(x, y), r => Math.Abs(y.At(r)) * x.Noise(r) + Math.Abs(x.At(r)) * y.Noise(r), x, y);

    public static Quantity operator /(Quantity x, Quantity y) => new(
        r => x.At(r) / y.At(r), y.Unit == Unit.None ? x.Unit : Unit.None, r => (x.Noise(r) + Math.Abs(x.At(r) / y.At(r)) * y.Noise(r)) / Math.Abs(y.At(r)), x, y);

    public static Proposition operator >(Quantity x, Quantity y) => new Comparison(x, y, Relation.Greater);
    public static Proposition operator >=(Quantity x, Quantity y) => new Comparison(x, y, Relation.GreaterOrEqual);
    public static Proposition operator <(Quantity x, Quantity y) => new Comparison(x, y, Relation.Less);
    public static Proposition operator <=(Quantity x, Quantity y) => new Comparison(x, y, Relation.LessOrEqual);

    internal static Unit Common(Quantity x, Quantity y) => x.Unit == Unit.None ? y.Unit : x.Unit;

    private static Func<int[], double> Added(Quantity x, Quantity y) => r => x.Noise(r) + y.Noise(r);

    private static Unit Scaled(Quantity x, Quantity y) =>
        x.Unit == Unit.None ? y.Unit : y.Unit == Unit.None ? x.Unit : Unit.None;
}
