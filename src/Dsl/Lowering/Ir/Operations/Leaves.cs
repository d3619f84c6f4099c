using System.Collections.Immutable;
using MLSpec.Dsl.Syntax;
using MLSpec.Dsl.Types;

namespace MLSpec.Dsl.Lowering.Ir.Operations;

/// <summary>A host literal.</summary>
public sealed record NumberOperation(ExactDecimal Value, ElementKind Element) : Operation
{
    public override string Name => "number";

    public override string Details => Value.ToString();

    internal override NodeType Infer(ImmutableArray<Node> inputs) => NodeType.Host(Element);
}

public sealed record BooleanOperation(bool Value) : Operation
{
    public override string Name => Value ? "true" : "false";

    internal override NodeType Infer(ImmutableArray<Node> inputs) => NodeType.Host(ElementKind.Bool);
}

/// <summary>A leaf that the caller supplies.</summary>
public sealed record InputOperation(
    Input Input, EquatableList<Axis> Axes, EquatableList<Extent> Shape, ElementKind Element, bool IsHost) : Operation
{
    public override string Name => "input";

    public override string Details => Input.Name;

    internal override NodeType Infer(ImmutableArray<Node> inputs) =>
        new(Axes.ToImmutableArray(), Shape.ToImmutableArray(), Element, IsHost);
}

/// <summary>A random tensor: a runtime member applied to host scalars and a stream of random numbers.</summary>
/// <param name="Stream">The purpose that the stream is derived from: the path of a weight, the name of a binder. Draws from different
/// streams differ.</param>
public sealed record DrawOperation(string Member, string Stream, EquatableList<Axis> Axes, EquatableList<Extent> Shape) : Operation
{
    public override string Name => "draw";

    public override string Details => $"{Member}, {Stream}";

    internal override NodeType Infer(ImmutableArray<Node> inputs) =>
        new(Axes.ToImmutableArray(), Shape.ToImmutableArray(), ElementKind.Float);
}

/// <summary>0, 1, .. along an axis with an extent.</summary>
public sealed record IndexOperation(Axis Axis) : Operation
{
    public override string Name => "index";

    public override string Details => Axis.Name;

    internal override NodeType Infer(ImmutableArray<Node> inputs) =>
        new(ImmutableArray.Create(Axis), ImmutableArray<Extent>.Empty, ElementKind.Int);
}

/// <summary>The number of items along an axis, where only the data decide it at run time: a host integer.</summary>
public sealed record ExtentOperation(Axis Axis) : Operation
{
    public override string Name => "extent";

    public override string Details => Axis.Name;

    internal override NodeType Infer(ImmutableArray<Node> inputs) => NodeType.Host(ElementKind.Int);
}
