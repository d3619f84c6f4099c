using System.Globalization;

namespace MLSpec.Runtime.Protocol;

/// <summary>What an axis of a grid is for.</summary>
public enum AxisKind
{
    /// <summary>Named alternatives.</summary>
    Text,

    /// <summary>Numbers, with an order and distances.</summary>
    Number,

    /// <summary>Independent repetitions: what the statistics resample.</summary>
    Replicate,
}

/// <summary>One coordinate of a cell.</summary>
/// <param name="Text">As it is written in tables and stored.</param>
/// <param name="Number">As a number; NaN on a text axis.</param>
public readonly record struct Coordinate(string Text, double Number);

/// <summary>An axis of a grid and how a cell's coordinate on it is read.</summary>
public sealed class Axis<TCell>
{
    private readonly Func<TCell, Coordinate> _of;

    private Axis(string name, AxisKind kind, Unit unit, Func<TCell, Coordinate> of) => (Name, Kind, Unit, _of) = (name, kind, unit, of);

    /// <summary>The name in the spec.</summary>
    public string Name { get; }

    /// <summary>What the axis is for.</summary>
    public AxisKind Kind { get; }

    /// <summary>The unit of its numbers.</summary>
    public Unit Unit { get; }

    /// <summary>The cell's coordinate.</summary>
    public Coordinate Of(TCell cell) => _of(cell);

    /// <summary>An axis of named alternatives; <paramref name="of"/> gives the name.</summary>
    public static Axis<TCell> Text(string name, Func<TCell, string> of) =>
        new(name, AxisKind.Text, Unit.None, cell => new(of(cell), double.NaN));

    /// <summary>An axis of numbers, written in the shortest form that reads back the same.</summary>
    public static Axis<TCell> Number(string name, Func<TCell, double> of, Unit? unit = null) =>
        new(name, AxisKind.Number, unit ?? Unit.None, cell => Numeric(of(cell)));

    /// <summary>The axis of independent repetitions.</summary>
    public static Axis<TCell> Replicates(string name, Func<TCell, int> of) =>
        new(name, AxisKind.Replicate, Unit.None, cell => Numeric(of(cell)));

    /// <summary>The combinations of several axes, as named alternatives.</summary>
    public static Axis<TCell> Joint(params Axis<TCell>[] axes) =>
        Text(string.Join(", ", axes.Select(axis => axis.Name)), cell => string.Join(", ", axes.Select(axis => axis.Of(cell).Text)));

    private static Coordinate Numeric(double value) => new(value.ToString("R", CultureInfo.InvariantCulture), value);
}
