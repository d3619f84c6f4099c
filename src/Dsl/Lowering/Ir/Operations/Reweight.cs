using System.Collections.Immutable;

namespace MLSpec.Dsl.Lowering.Ir.Operations;

/// <summary>How worst-case weights of points are computed.</summary>
/// <param name="Member">The runtime member: of the values, then its arguments.</param>
/// <param name="IsLargest">Whether the weights are those of the largest mean; of the smallest otherwise.</param>
/// <param name="Arguments">The number of arguments behind the values: what the set asks of the points, then the set's own.</param>
public sealed record Reweighting(string Member, bool IsLargest, int Arguments)
{
    public override string ToString() => $"{(IsLargest ? "largest" : "smallest")} by {Member}";
}

/// <summary>
/// The probabilities, along an axis, under which the mean of the values is largest (or smallest) over a set of distributions around the
/// nominal one: at least 0, summing to 1 along the axis.
/// Inputs: the values (scalars along the axis), the reweighting's arguments, and, unless all points are equally likely, their nominal
/// probabilities.
/// </summary>
/// <remarks>The weights have no derivative: the derivative of the worst mean is the mean, under them, of the values' derivatives (the
/// envelope theorem, Danskin 1966).</remarks>
public sealed record ReweightOperation(Reweighting Reweighting, Axis Axis) : Operation
{
    public override string Name => "reweight";

    public override string Details => $"{Axis.Name}; {Reweighting}";

    internal override NodeType Infer(ImmutableArray<Node> inputs)
    {
        Shapes.Require(inputs[0].IsScalar && Shapes.UnionAxes(inputs).Contains(Axis), "Points to be weighted are scalars along their axis.");
        return new(Shapes.UnionAxes(inputs), ImmutableArray<Extent>.Empty, ElementKind.Float);
    }
}
