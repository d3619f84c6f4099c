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

    /// <summary>The unit; none for products and ratios of measured values.</summary>
    public Unit Unit { get; }

    /// <summary>The value for these replicate indices, repetitions included.</summary>
    public double At(int[] replicates) => _at(replicates);

    /// <summary>A constant.</summary>
    public static implicit operator Quantity(double value) => new(_ => value, Unit.None);

    /// <summary>The absolute value.</summary>
    public static Quantity Abs(Quantity x) => new(r => Math.Abs(x.At(r)), x.Unit);

    /// <summary>The largest of the quantities.</summary>
    public static Quantity Max(params Quantity[] all) => new(r => all.Max(x => x.At(r)), all[0].Unit);

    /// <summary>The smallest of the quantities.</summary>
    public static Quantity Min(params Quantity[] all) => new(r => all.Min(x => x.At(r)), all[0].Unit);

    public static Quantity operator -(Quantity x) => new(r => -x.At(r), x.Unit);
    public static Quantity operator +(Quantity x, Quantity y) => new(r => x.At(r) + y.At(r), Common(x, y));
    public static Quantity operator -(Quantity x, Quantity y) => new(r => x.At(r) - y.At(r), Common(x, y));
    public static Quantity operator *(Quantity x, Quantity y) => new(r => x.At(r) * y.At(r), Scaled(x, y));
    public static Quantity operator /(Quantity x, Quantity y) => new(r => x.At(r) / y.At(r), y.Unit == Unit.None ? x.Unit : Unit.None);

    public static Proposition operator >(Quantity x, Quantity y) => new Comparison(x, y, Relation.Greater);
    public static Proposition operator >=(Quantity x, Quantity y) => new Comparison(x, y, Relation.GreaterOrEqual);
    public static Proposition operator <(Quantity x, Quantity y) => new Comparison(x, y, Relation.Less);
    public static Proposition operator <=(Quantity x, Quantity y) => new Comparison(x, y, Relation.LessOrEqual);

    internal static Unit Common(Quantity x, Quantity y) => x.Unit == Unit.None ? y.Unit : x.Unit;

    private static Unit Scaled(Quantity x, Quantity y) =>
        x.Unit == Unit.None ? y.Unit : y.Unit == Unit.None ? x.Unit : Unit.None;
}
