using System.Collections.Immutable;

namespace MLSpec.Dsl.Lowering.Ir;

/// <summary>The values from <paramref name="Low"/> to <paramref name="High"/>, element by element.</summary>
public sealed record Interval(Node Low, Node High)
{
    /// <summary>A value that stands still.</summary>
    public static Interval Of(Node value) => new(value, value);
}

/// <summary>A plane over the inputs of an operation, element by element: <c>sum of slope * input, + offset</c>.</summary>
/// <param name="Slopes">One for each input; null for one that the plane does not depend on.</param>
public sealed record Plane(ImmutableArray<Node?> Slopes, Node Offset)
{
    public static Plane Constant(Node value, int inputs) => new(Enumerable.Repeat((Node?)null, inputs).ToImmutableArray(), value);
}

/// <summary>Two planes between which the value of an operation lies.</summary>
public sealed record Relaxation(Plane Lower, Plane Upper);
