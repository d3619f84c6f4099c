using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering.Evaluation;

/// <summary>A probability distribution that is no data set.</summary>
internal abstract record Law
{
    /// <summary>What it is, for messages: <c>a normal distribution</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>Whether its atoms are all of it, so that expectations are exact; otherwise they are a sample.</summary>
    public abstract bool IsFinite { get; }

    /// <summary>The mean, where the law has one that needs no sample.</summary>
    public virtual Node? Mean => null;

    /// <summary>What tells the law from others of its kind: numbers and tensors, labels among them.</summary>
    public abstract IEnumerable<Node> Parameters(Evaluator evaluator);

    /// <summary>The points of a finite law, or a number of draws, along an axis of their own.</summary>
    /// <param name="name">What the binder calls a point.</param>
    public abstract Atoms Atoms(Evaluator evaluator, string name, Extent? draws);
}

/// <summary>Points along an axis.</summary>
/// <param name="Weights">Their probabilities along the axis; null where all are equally likely.</param>
internal sealed record Atoms(Value Item, Axis Axis, Node? Weights);

/// <summary>Points with weights: those of a list or of a tensor, one for each item.</summary>
/// <param name="Weights">float[n], at least 0 and not all 0; divided by their total. Null where all points are equally likely.</param>
internal sealed record PointsLaw(Value Items, Node? Weights) : Law
{
    public override string Kind => "a distribution over points";

    public override bool IsFinite => true;

    public override IEnumerable<Node> Parameters(Evaluator evaluator) =>
        evaluator.Flatten(evaluator.Stacked(Items)).Concat(Weights is null ? [] : [Weights]);

    public override Atoms Atoms(Evaluator evaluator, string name, Extent? draws)
    {
        var graph = evaluator.Graph;
        var points = evaluator.Stacked(Items);
        var count = evaluator.Flatten(points).First().Shape[0];
        var axis = new Axis(AxisKind.Choice, evaluator.Session.Unique(name), count);
        var weights = Weights is null ? null : graph.CoreToAxis(graph.Divide(Weights, graph.Reduce(Reduction.Sum, Weights, [], [0])), axis);
        return new Atoms(evaluator.MapNodes(points, n => graph.CoreToAxis(n, axis)), axis, weights);
    }
}

/// <summary>The labels of a class with their probabilities: float[n] that add up to 1.</summary>
internal sealed record LabelsLaw(Node Probabilities) : Law
{
    public override string Kind => "a categorical distribution";

    public override bool IsFinite => true;

    public override IEnumerable<Node> Parameters(Evaluator evaluator) => [Probabilities];

    public override Atoms Atoms(Evaluator evaluator, string name, Extent? draws)
    {
        var axis = new Axis(AxisKind.Choice, evaluator.Session.Unique(name), Probabilities.Shape[0]);
        return new Atoms(new NodeValue(evaluator.Graph.Index(axis)), axis, evaluator.Graph.CoreToAxis(Probabilities, axis));
    }
}

/// <summary>
/// location + scale e with e of a standard law: derivatives flow through the location and the scale (the reparameterisation of Kingma and
/// Welling 2014).
/// </summary>
/// <param name="Draw">The runtime member that draws e, independently for each element.</param>
/// <param name="Location">Of the shape of a point.</param>
/// <param name="Scale">Of the same shape, or a number.</param>
/// <param name="Mean">Of the law itself.</param>
internal sealed record LocationScaleLaw(string Kind, string Draw, Node Location, Node Scale, Node Mean) : Law
{
    public override string Kind { get; } = Kind;

    public override bool IsFinite => false;

    public override Node? Mean { get; } = Mean;

    public override IEnumerable<Node> Parameters(Evaluator evaluator) => [Location, Scale];

    public override Atoms Atoms(Evaluator evaluator, string name, Extent? draws)
    {
        var graph = evaluator.Graph;
        var axis = new Axis(AxisKind.Sample, evaluator.Session.Unique(name), draws ?? new FixedExtent(1));
        var axes = Location.Axes.Concat(Scale.Axes).Concat(evaluator.OpenAxes).Append(axis).Distinct();
        var stream = evaluator.Session.Unique($"{evaluator.Context.Purpose}.{name}");
        var standard = graph.Draw(Draw, stream, [], axes, Location.Shape);
        return new Atoms(new NodeValue(graph.Add(graph.Multiply(standard, Scale), Location)), axis, null);
    }
}

/// <summary>A law as a value.</summary>
internal sealed record LawValue(Law Law) : Value
{
    public override string Kind => Law.Kind;
}

/// <summary>The bound variable of a <c>sup</c> or <c>inf</c> over distributions: expectations over it are unknowns until the body is
/// known.</summary>
/// <param name="Center">The rows or the law around which the set lies.</param>
/// <param name="PerPoint">What the set asks of a point beside its value, such as its group.</param>
/// <param name="FirstVariable">Variables with this number or a higher one are bound inside the body.</param>
internal sealed record UncertainLaw(Value Center, Func<Value, ImmutableArray<Node>> PerPoint, int FirstVariable) : Value
{
    /// <summary>The expectations over it so far.</summary>
    public List<UncertainExpectation> Expectations { get; } = [];

    public override string Kind => "a distribution that is being chosen";
}

/// <summary>An expectation over an uncertain law, in the body as <paramref name="Variable"/>.</summary>
/// <param name="Values">The function of a point, a scalar along <paramref name="Axis"/>; it may hold marks of inner <c>sup</c>s.</param>
/// <param name="PerPoint">Of the same points.</param>
/// <param name="Nominal">Probabilities along the axis; null where all points are equally likely.</param>
/// <param name="Rows">Where the points are all rows of a split, and the variable a host scalar.</param>
/// <param name="IsSample">Whether the points are a sample of the centre.</param>
internal sealed record UncertainExpectation(
    Node Variable, Node Values, ImmutableArray<Node> PerPoint, Axis Axis, Node? Nominal, RowsValue? Rows, bool IsSample);

/// <summary>How many points an expectation draws.</summary>
internal static class Draws
{
    /// <summary>The number behind <c>by</c>; null where there is none.</summary>
    public static Extent? Of(Evaluator evaluator, Value? method) => method switch
    {
        null => null,
        NodeValue { Node: { IsHost: true, Operation: var operation } node } =>
            operation is NumberOperation { Value.Digits.Sign: <= 0 } number
                ? throw evaluator.Failure(DistributionDiagnostics.Draws, $"An expectation by {number.Value} draws is none.", "at least 1 draw")
                : GraphBuilder.ToExtent(node),
        _ => throw evaluator.Failure(
            LoweringDiagnostics.NotKnownWhenCompiling, "The number of draws is known when training starts: a literal or a parameter."),
    };
}
