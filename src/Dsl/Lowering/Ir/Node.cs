using System.Collections.Immutable;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Lowering.Ir;

public enum ElementKind
{
    Float,
    Int,
    Bool,
}

/// <summary>
/// A value of the tensor IR: an operation on other values, with the axes it varies along and the shape of one item ("core shape"). Nodes are immutable and shared: a
/// <see cref="GraphBuilder"/> gives the same node for the same operation on the same inputs.
/// </summary>
/// <remarks>
/// A node that lacks an axis which another operand has is constant along it; no operation needs its operands aligned. A host node is a scalar computed in C# (literals, parameters,
/// schedules' present values, grid values and arithmetic on these); it has no axes and an empty shape.
/// </remarks>
public sealed class Node
{
    internal Node(
        int id, Operation operation, ImmutableArray<Node> inputs, ImmutableArray<Axis> axes, ImmutableArray<Extent> shape, ElementKind element, bool isHost)
    {
        Id = id;
        Operation = operation;
        Inputs = inputs;
        Axes = axes;
        Shape = shape;
        Element = element;
        IsHost = isHost;
    }

    /// <summary>Number in order of creation within its builder: inputs have smaller ones.</summary>
    public int Id { get; }

    public Operation Operation { get; }

    public ImmutableArray<Node> Inputs { get; }

    /// <summary>Sorted by kind, then name.</summary>
    public ImmutableArray<Axis> Axes { get; }

    public ImmutableArray<Extent> Shape { get; }

    public ElementKind Element { get; }

    public bool IsHost { get; }

    /// <summary>The name the spec gives to this value, if any; emitted code uses it (made unique).</summary>
    public string? Name { get; internal set; }

    /// <summary>Where in the spec it comes from; an empty span for what the compiler added.</summary>
    public TextSpan Span { get; internal set; }
}
