using System.Collections.Immutable;

namespace MLSpec.Dsl.Lowering.Ir.Operations;

/// <summary>How worst-case weights of points are computed.</summary>
/// <param name="Member">The runtime member: of the values, then its arguments.</param>
/// <param name="IsLargest">Whether the weights are those of the largest mean; of the smallest otherwise.</param>
/// <param name="Arguments">The number of arguments behind the values: what the set asks of the points, then the set's own.</param>
public sealed record Reweighting(string Member, bool IsLargest, int Arguments)
{
    /// <summary>Where the weights follow the values from step to step: what a training keeps for them, made from the set's own arguments.
    /// The
    /// member is then its method, of the values and what belongs to the points.</summary>
    public TrainingState? State { get; init; }

    public override string ToString() => $"{(IsLargest ? "largest" : "smallest")} by {Member}";
}

/// <summary>Something that lives as long as a training does, beside the models.</summary>
/// <param name="Name">For people and, made unique, for emitted code.</param>
/// <param name="Type">The runtime type, relative to <c>MLSpec.Runtime.</c></param>
/// <param name="Span">The place in the spec that it belongs to: each has one of its own.</param>
public sealed record TrainingState(string Name, string Type, Syntax.TextSpan Span)
{
    /// <summary>Whether it starts at random: then it takes random numbers behind its other arguments.</summary>
    public bool IsRandom { get; init; }
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
        Shapes.Require(
            inputs[0].IsScalar && Shapes.UnionAxes(inputs).Contains(Axis), "Points to be weighted are scalars along their axis.");
        return new(Shapes.UnionAxes(inputs), ImmutableArray<Extent>.Empty, ElementKind.Float);
    }
}
