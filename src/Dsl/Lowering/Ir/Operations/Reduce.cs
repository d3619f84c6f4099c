using System.Collections.Immutable;
using System.Globalization;
using MLSpec.Dsl.Types;

namespace MLSpec.Dsl.Lowering.Ir.Operations;

public enum Reduction
{
    Sum,
    Mean,
    Max,
    Min,
}

/// <summary>
/// A reduction over axes and core dimensions; a maximum or minimum is over a single one. The derivative of a maximum is that of its first
/// largest item.
/// </summary>
public sealed record ReduceOperation(Reduction Reduction, EquatableList<Axis> Axes, EquatableList<int> Dimensions) : Operation
{
    public override string Name => Reduction.ToString().ToLowerInvariant();

    public override string Details =>
        string.Join(", ", Axes.Select(a => a.Name).Concat(Dimensions.Select(d => d.ToString(CultureInfo.InvariantCulture))));

    internal override NodeType Infer(ImmutableArray<Node> inputs)
    {
        Shapes.Require(
            Reduction is Reduction.Sum or Reduction.Mean || Axes.Count + Dimensions.Count == 1, "A maximum is over one axis or dimension.");
        Shapes.Require(Axes.All(inputs[0].Axes.Contains), "A reduction over an axis that its operand lacks.");
        return new(
            inputs[0].Axes.RemoveAll(a => Axes.Contains(a)),
            inputs[0].Shape.Where((_, i) => !Dimensions.Contains(i)).ToImmutableArray(),
            inputs[0].Element);
    }

    public override IReadOnlyList<Node?> Pullback(Node node, Node gradient, GraphBuilder graph)
    {
        var x = node.Inputs[0];
        return Reduction switch
        {
            Reduction.Sum => [graph.Broadcast(gradient, Dimensions, x.Shape)],
            Reduction.Mean =>
                [graph.Broadcast(graph.Divide(gradient, graph.Count(Axes, Dimensions.Select(d => x.Shape[d]))), Dimensions, x.Shape)],
            _ when Dimensions.Count == 1 =>
                [graph.Spread(gradient, graph.Arg(Reduction, x, null, Dimensions[0]), Dimensions[0], x.Shape[Dimensions[0]])],
            _ =>
            [
                graph.Select(
                    graph.Broadcast(
                        graph.Equal(graph.Index(Axes[0]), graph.Arg(Reduction, x, Axes[0], null)), [], x.Shape), gradient, graph.Zero),
            ],
        };
    }

    public override bool IsAffine(IReadOnlyList<bool> moving) => Reduction is Reduction.Sum or Reduction.Mean;

    /// <summary>Maxima and minima grow with every item.</summary>
    public override Interval? Range(Node node, IReadOnlyList<Interval> inputs, GraphBuilder graph) => new(
        graph.Reduce(Reduction, inputs[0].Low, Axes, Dimensions), graph.Reduce(Reduction, inputs[0].High, Axes, Dimensions));
}

/// <summary>The index of the first largest (or smallest) item along one axis or core dimension.</summary>
public sealed record ArgOperation(Reduction Reduction, Axis? Axis, int? Dimension) : Operation
{
    public override string Name => "arg_" + Reduction.ToString().ToLowerInvariant();

    public override string Details => Axis?.Name ?? Dimension!.Value.ToString(CultureInfo.InvariantCulture);

    internal override NodeType Infer(ImmutableArray<Node> inputs) => new(
        inputs[0].Axes.RemoveAll(a => a == Axis), inputs[0].Shape.Where((_, i) => i != Dimension).ToImmutableArray(), ElementKind.Int);
}
