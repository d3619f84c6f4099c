using System.Collections.Immutable;
using System.Globalization;
using MLSpec.Dsl.Types;

namespace MLSpec.Dsl.Lowering.Ir.Operations;

/// <summary>The same items, row by row, in another core shape.</summary>
public sealed record ReshapeOperation(EquatableList<Extent> Shape) : Operation
{
    public override string Name => "reshape";

    internal override NodeType Infer(ImmutableArray<Node> inputs) => inputs[0].Type with { Shape = Shape.ToImmutableArray() };

    public override bool IsAffine(IReadOnlyList<bool> moving) => true;

    public override IReadOnlyList<Node?> Pullback(Node node, Node gradient, GraphBuilder graph) =>
        [graph.Reshape(gradient, node.Inputs[0].Shape)];
}

/// <summary>Repeats along new core dimensions: <paramref name="Dimensions"/> are their positions in the resulting
/// <paramref name="Shape"/>.</summary>
public sealed record BroadcastOperation(EquatableList<int> Dimensions, EquatableList<Extent> Shape) : Operation
{
    public override string Name => "broadcast";

    internal override NodeType Infer(ImmutableArray<Node> inputs)
    {
        Shapes.Require(
            inputs[0]
                .Shape.SequenceEqual(
                    Shape.Where((_, i) => !Dimensions.Contains(i))), "The shape of a broadcast does not contain the operand's.");
        return new(inputs[0].Axes, Shape.ToImmutableArray(), inputs[0].Element);
    }

    public override bool IsAffine(IReadOnlyList<bool> moving) => true;

    public override IReadOnlyList<Node?> Pullback(Node node, Node gradient, GraphBuilder graph) =>
        [graph.Reduce(Reduction.Sum, gradient, [], Dimensions)];
}

/// <summary>Core dimension i of the result is dimension <c>Order[i]</c> of the operand.</summary>
public sealed record PermuteOperation(EquatableList<int> Order) : Operation
{
    public override string Name => "permute";

    public override string Details => string.Join(", ", Order.Select(o => o.ToString(CultureInfo.InvariantCulture)));

    internal override NodeType Infer(ImmutableArray<Node> inputs) =>
        inputs[0].Type with { Shape = Order.Select(o => inputs[0].Shape[o]).ToImmutableArray() };

    public override bool IsAffine(IReadOnlyList<bool> moving) => true;

    public override IReadOnlyList<Node?> Pullback(Node node, Node gradient, GraphBuilder graph) =>
        [graph.Permute(gradient, Enumerable.Range(0, Order.Count).Select(i => Order.ToList().IndexOf(i)))];
}

/// <summary>Joins tensors along a core dimension in which they may differ.</summary>
public sealed record ConcatOperation(int Dimension) : Operation
{
    public override string Name => "concat";

    public override string Details => Dimension.ToString(CultureInfo.InvariantCulture);

    internal override NodeType Infer(ImmutableArray<Node> inputs)
    {
        Shapes.Require(
            inputs.All(
                i =>
                    i.Shape.RemoveAt(Dimension)
                        .SequenceEqual(inputs[0].Shape.RemoveAt(Dimension))), "Joined tensors differ in another dimension.");
        var total = inputs.Sum(i => Shapes.Fixed(i.Shape[Dimension]));
        return new(Shapes.UnionAxes(inputs), inputs[0].Shape.SetItem(Dimension, new FixedExtent(total)), Shapes.Promote(inputs));
    }

    public override bool IsAffine(IReadOnlyList<bool> moving) => true;

    public override IReadOnlyList<Node?> Pullback(Node node, Node gradient, GraphBuilder graph)
    {
        var gradients = new List<Node?>();
        var start = 0;
        foreach (var input in node.Inputs)
        {
            var length = Shapes.Fixed(input.Shape[Dimension]);
            gradients.Add(graph.Fit(graph.Slice(gradient, Dimension, start, start + length), input, node));
            start += length;
        }

        return gradients;
    }
}

/// <summary>Tensors of one shape (or scalars) as the items of a new first core dimension.</summary>
public sealed record StackOperation : Operation
{
    public override string Name => "stack";

    internal override NodeType Infer(ImmutableArray<Node> inputs)
    {
        Shapes.Require(inputs.All(i => i.Shape.SequenceEqual(inputs[0].Shape)), "Stacked tensors differ in shape.");
        return new(Shapes.UnionAxes(inputs), inputs[0].Shape.Insert(0, new FixedExtent(inputs.Length)), Shapes.Promote(inputs));
    }

    public override bool IsAffine(IReadOnlyList<bool> moving) => true;

    public override IReadOnlyList<Node?> Pullback(Node node, Node gradient, GraphBuilder graph) =>
        [.. node.Inputs.Select((input, i) => (Node?)graph.Fit(graph.Pick(gradient, graph.Integer(i), 0), input, node))];
}

/// <summary>The part from <paramref name="Start"/> to (not including) <paramref name="End"/> of a core dimension.</summary>
public sealed record SliceOperation(int Dimension, int Start, int End) : Operation
{
    public override string Name => "slice";

    public override string Details => string.Format(CultureInfo.InvariantCulture, "{0}: {1}..{2}", Dimension, Start, End - 1);

    internal override NodeType Infer(ImmutableArray<Node> inputs) =>
        inputs[0].Type with { Shape = inputs[0].Shape.SetItem(Dimension, new FixedExtent(End - Start)) };

    public override bool IsAffine(IReadOnlyList<bool> moving) => true;

    public override IReadOnlyList<Node?> Pullback(Node node, Node gradient, GraphBuilder graph) =>
        [graph.Pad(gradient, Dimension, Start, node.Inputs[0].Shape[Dimension])];
}

/// <summary>Zeros around: the pullback of a slice. The operand stands at <paramref name="Start"/> of a core dimension of
/// <paramref name="Extent"/>.</summary>
public sealed record PadOperation(int Dimension, int Start, Extent Extent) : Operation
{
    public override string Name => "pad";

    public override string Details => string.Format(CultureInfo.InvariantCulture, "{0}: {1} in {2}", Dimension, Start, Extent);

    internal override NodeType Infer(ImmutableArray<Node> inputs) =>
        inputs[0].Type with { Shape = inputs[0].Shape.SetItem(Dimension, Extent) };

    public override bool IsAffine(IReadOnlyList<bool> moving) => true;

    public override IReadOnlyList<Node?> Pullback(Node node, Node gradient, GraphBuilder graph) =>
        [graph.Slice(gradient, Dimension, Start, Start + Shapes.Fixed(node.Inputs[0].Shape[Dimension]))];
}

/// <summary><c>x.[.., i, ..]</c>: the item of a core dimension at an integer scalar (the second input), which may vary along
/// axes.</summary>
public sealed record PickOperation(int Dimension) : Operation
{
    public override string Name => "pick";

    /// <summary>Whether a pick takes every item, one after another along a new axis: then the dimension only becomes that axis.</summary>
    public static bool IsOfAll(Node node) =>
        node is { Operation: PickOperation pick, Inputs: [var x, { Operation: IndexOperation { Axis: var axis } }] }
        && !x.Axes.Contains(axis) && x.Shape[pick.Dimension] == axis.Extent;

    public override string Details => Dimension.ToString(CultureInfo.InvariantCulture);

    internal override NodeType Infer(ImmutableArray<Node> inputs)
    {
        Shapes.Require(inputs[1].Element == ElementKind.Int && inputs[1].IsScalar, "An index is no integer scalar.");
        return new(Shapes.UnionAxes(inputs), inputs[0].Shape.RemoveAt(Dimension), inputs[0].Element);
    }

    public override bool IsAffine(IReadOnlyList<bool> moving) => !moving[1];

    public override IReadOnlyList<Node?> Pullback(Node node, Node gradient, GraphBuilder graph)
    {
        var x = node.Inputs[0];
        return [graph.Fit(graph.Spread(gradient, node.Inputs[1], Dimension, x.Shape[Dimension]), x, node), null];
    }
}

/// <summary>Zeros with the first input at the index given by the second, along a new core dimension: the pullback of a pick. Of the
/// number 1: a one-hot vector.</summary>
/// <remarks>The index is a scalar, or has the shape of the first input (one position for each item).</remarks>
public sealed record SpreadOperation(int Dimension, Extent Extent) : Operation
{
    public override string Name => "spread";

    public override string Details => string.Format(CultureInfo.InvariantCulture, "{0} of {1}", Dimension, Extent);

    internal override NodeType Infer(ImmutableArray<Node> inputs)
    {
        Shapes.Require(
            inputs[1].Element == ElementKind.Int
                && (inputs[1].IsScalar || inputs[1].Shape.SequenceEqual(inputs[0].Shape)), "An index does not fit.");
        return new(Shapes.UnionAxes(inputs), inputs[0].Shape.Insert(Dimension, Extent), inputs[0].Element);
    }

    public override bool IsAffine(IReadOnlyList<bool> moving) => !moving[1];

    public override IReadOnlyList<Node?> Pullback(Node node, Node gradient, GraphBuilder graph) =>
        node.Inputs[1].IsScalar
            ? [graph.Fit(graph.Pick(gradient, node.Inputs[1], Dimension), node.Inputs[0], node), null]
            : [graph.Fit(graph.Gather(gradient, node.Inputs[1], Dimension), node.Inputs[0], node), null];
}

/// <summary>The items of a core dimension at an index for each: the pullback of a spread whose index has a shape.</summary>
public sealed record GatherOperation(int Dimension) : Operation
{
    public override string Name => "gather";

    public override string Details => Dimension.ToString(CultureInfo.InvariantCulture);

    internal override NodeType Infer(ImmutableArray<Node> inputs) =>
        new(Shapes.UnionAxes(inputs), inputs[0].Shape.RemoveAt(Dimension), inputs[0].Element);

    public override bool IsAffine(IReadOnlyList<bool> moving) => !moving[1];

    public override IReadOnlyList<Node?> Pullback(Node node, Node gradient, GraphBuilder graph)
    {
        var x = node.Inputs[0];
        return [graph.Fit(graph.Spread(gradient, node.Inputs[1], Dimension, x.Shape[Dimension]), x, node), null];
    }
}

/// <summary>An axis (with an extent) becomes the first core dimension.</summary>
public sealed record AxisToCoreOperation(Axis Axis) : Operation
{
    public override string Name => "axis_to_core";

    public override string Details => Axis.Name;

    internal override NodeType Infer(ImmutableArray<Node> inputs) => new(
        inputs[0]
            .Axes.Remove(Axis), inputs[0]
            .Shape.Insert(0, Axis.Extent ?? throw new InvalidGraphException("An axis without an extent cannot be a dimension.")),
        inputs[0].Element);

    public override bool IsAffine(IReadOnlyList<bool> moving) => true;

    public override IReadOnlyList<Node?> Pullback(Node node, Node gradient, GraphBuilder graph) => [graph.CoreToAxis(gradient, Axis)];
}

/// <summary>The first core dimension becomes an axis.</summary>
public sealed record CoreToAxisOperation(Axis Axis) : Operation
{
    public override string Name => "core_to_axis";

    public override string Details => Axis.Name;

    internal override NodeType Infer(ImmutableArray<Node> inputs)
    {
        Shapes.Require(inputs[0].Shape[0] == Axis.Extent && !inputs[0].Axes.Contains(Axis), "The dimension and the axis do not fit.");
        return new(inputs[0].Axes.Add(Axis).Sort(), inputs[0].Shape.RemoveAt(0), inputs[0].Element);
    }

    public override bool IsAffine(IReadOnlyList<bool> moving) => true;

    public override IReadOnlyList<Node?> Pullback(Node node, Node gradient, GraphBuilder graph) => [graph.AxisToCore(gradient, Axis)];
}
