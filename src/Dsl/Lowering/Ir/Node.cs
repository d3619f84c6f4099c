using System.Collections.Immutable;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Lowering.Ir;

public enum ElementKind
{
    Float,
    Int,
    Bool,
}

/// <summary>What is known of a value before it is computed: the axes it varies along, the shape and element of one item, and whether it
/// is a host scalar.</summary>
/// <param name="Axes">Sorted by kind, then name; empty for a host scalar.</param>
public sealed record NodeType(ImmutableArray<Axis> Axes, ImmutableArray<Extent> Shape, ElementKind Element, bool IsHost = false)
{
    public static NodeType Host(ElementKind element) => new(ImmutableArray<Axis>.Empty, ImmutableArray<Extent>.Empty, element, true);
}

/// <summary>
/// A value of the tensor IR: an operation on other values, with the axes it varies along and the shape of one item ("core shape"). Nodes
/// are immutable and shared: a
/// <see cref="GraphBuilder"/> gives the same node for the same operation on the same inputs.
/// </summary>
/// <remarks>
/// A node that lacks an axis which another operand has is constant along it; no operation needs its operands aligned. A host node is a
/// scalar computed in C# (literals, parameters,
/// schedules' present values, grid values and arithmetic on these); it has no axes and an empty shape.
/// </remarks>
public sealed class Node
{
    internal Node(int id, Operation operation, ImmutableArray<Node> inputs, NodeType type)
    {
        Id = id;
        Operation = operation;
        Inputs = inputs;
        Type = type;
    }

    /// <summary>Number in order of creation within its builder: inputs have smaller ones.</summary>
    public int Id { get; }

    public Operation Operation { get; }

    public ImmutableArray<Node> Inputs { get; }

    public NodeType Type { get; }

    /// <summary>Sorted by kind, then name.</summary>
    public ImmutableArray<Axis> Axes => Type.Axes;

    public ImmutableArray<Extent> Shape => Type.Shape;

    public ElementKind Element => Type.Element;

    public bool IsHost => Type.IsHost;

    public bool IsScalar => Shape.IsEmpty;

    /// <summary>The name the spec gives to this value, if any; emitted code uses it (made unique).</summary>
    public string? Name { get; internal set; }

    /// <summary>Where in the spec it comes from; an empty span for what the compiler added.</summary>
    public TextSpan Span { get; internal set; }
}
