using System.Collections.Immutable;

namespace MLSpec.Runtime.Nn;

/// <summary>One named parameter's place in a flat buffer.</summary>
public sealed record Parameter(string Name, ImmutableArray<long> Shape, long Offset)
{
    /// <summary>Its number of elements.</summary>
    public long Count { get; } = Shape.Aggregate(1L, (product, size) => checked(product * size));
}

/// <summary>Names, shapes and offsets of parameters laid one after another in a flat buffer.</summary>
public sealed class ParameterLayout
{
    /// <summary>Parameters in the order given; a shape [] is a scalar.</summary>
    public ParameterLayout(params ReadOnlySpan<(string Name, long[] Shape)> parameters)
    {
        var placed = ImmutableArray.CreateBuilder<Parameter>(parameters.Length);
        foreach (var (name, shape) in parameters)
        {
            if (shape.Any(size => size < 1))
                throw new UserError($"Parameter '{name}' would have shape [{string.Join(", ", shape)}]: "
                    + "every size must be at least 1. Check the widths of the model.");
            var parameter = new Parameter(name, [.. shape], Total);
            placed.Add(parameter);
            Total += parameter.Count;
        }
        Parameters = placed.MoveToImmutable();
    }

    /// <summary>Whether the first dimension of every parameter is that of an ensemble's members.</summary>
    public bool HasMembers { get; init; }

    /// <summary>All parameters, in order.</summary>
    public ImmutableArray<Parameter> Parameters { get; }

    /// <summary>Elements in all.</summary>
    public long Total { get; }
}
