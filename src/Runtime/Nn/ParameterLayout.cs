using System.Collections.Immutable;

namespace MLSpec.Runtime.Nn;

/// <summary>One named parameter's place in a flat buffer.</summary>
/// <param name="Follow">
/// 0 for what optimisers move. For a statistic: the share of the way to a batch's value that it goes at every step.
/// </param>
public sealed record Parameter(string Name, ImmutableArray<long> Shape, long Offset, double Follow = 0)
{
    /// <summary>Its number of elements.</summary>
    public long Count { get; } = Shape.Aggregate(1L, (product, size) => checked(product * size));
}

/// <summary>Names, shapes and offsets of parameters laid one after another in a flat buffer.</summary>
public sealed class ParameterLayout
{
    /// <summary>Parameters in the order given; a shape [] is a scalar.</summary>
    public ParameterLayout(params IReadOnlyList<(string Name, long[] Shape)> parameters)
        : this([.. parameters.Select(p => (p.Name, p.Shape, 0.0))])
    {
    }

    /// <summary>
    /// Parameters in the order given, some of them statistics (<see cref="Parameter.Follow"/> above 0), which stand last in the buffer.
    /// </summary>
    public ParameterLayout(params IReadOnlyList<(string Name, long[] Shape, double Follow)> parameters)
    {
        var placed = new Parameter[parameters.Count];
        foreach (var (place, (name, shape, follow)) in parameters.Index().OrderBy(p => p.Item.Follow > 0))
        {
            if (shape.Any(size => size < 1))
                throw new UserError($"Parameter '{name}' would have shape [{string.Join(", ", shape)}]: "
                    + "every size must be at least 1. Check the widths of the model.");
            placed[place] = new Parameter(name, [.. shape], Total, follow);
            Total += placed[place].Count;
            if (follow == 0)
                Moved = Total;
        }
        Parameters = [.. placed];
    }

    /// <summary>Whether the first dimension of every parameter is that of an ensemble's members.</summary>
    public bool HasMembers { get; init; }

    /// <summary>All parameters, in order.</summary>
    public ImmutableArray<Parameter> Parameters { get; }

    /// <summary>Elements in all.</summary>
    public long Total { get; }

    /// <summary>Elements that optimisers move: the first so many.</summary>
    public long Moved { get; }
}
