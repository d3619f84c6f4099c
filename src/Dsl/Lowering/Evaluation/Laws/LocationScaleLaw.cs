using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering.Evaluation;

/// <summary>
/// location + scale e with e of a standard law, independently for each element: derivatives flow through the location and the scale (the
/// reparameterisation of Kingma and Welling 2014).
/// </summary>
/// <param name="Member">The runtime member that draws e.</param>
/// <param name="Location">Of the shape of a point.</param>
/// <param name="Scale">Of the same shape, or a number.</param>
internal abstract record LocationScaleLaw(string Member, Node Location, Node Scale) : Law
{
    public override bool IsFinite => false;

    public abstract override Node Mean { get; }

    public override IEnumerable<Node> Parameters(Evaluator evaluator) => [Location, Scale];

    public override Value Draw(Evaluator evaluator, string name, IEnumerable<Axis> axes)
    {
        var stream = evaluator.Session.Unique($"{evaluator.Context.Purpose}.{name}");
        var all = Location.Axes.Concat(Scale.Axes).Concat(axes).Distinct();
        return evaluator.Image(new NodeValue(evaluator.Graph.Draw(Member, stream, [], all, Location.Shape)), e => At(evaluator, e));
    }

    public override Value MostLikely(Evaluator evaluator) => new NodeValue(Mean);

    /// <summary>e of a point.</summary>
    protected Node Standardised(Evaluator evaluator, Value point) =>
        NoiseOf(evaluator, point)
        ?? evaluator.Graph.Divide(evaluator.Graph.Subtract(evaluator.ToNode(point), Location), Scale);

    /// <summary>For a draw of this law the very noise that it was made from, through which no derivative flows; null for other points.</summary>
    protected Node? NoiseOf(Evaluator evaluator, Value point) =>
        evaluator.PreImage(point, e => At(evaluator, e)) is { } noise ? evaluator.ToNode(noise) : null;

    /// <summary>The sum over the elements of a point; a number is one for each of them.</summary>
    protected Node Total(Evaluator evaluator, Node perElement)
    {
        var graph = evaluator.Graph;
        var dimensions = Enumerable.Range(0, Location.Shape.Length).ToList();
        return perElement.IsScalar
            ? graph.Multiply(perElement, Elements(evaluator))
            : graph.Reduce(Reduction.Sum, perElement, [], dimensions);
    }

    /// <summary>How many elements a point has: a host number.</summary>
    protected Node Elements(Evaluator evaluator) => evaluator.Graph.ToFloat(evaluator.Graph.Count([], Location.Shape));

    private Value At(Evaluator evaluator, Value noise) =>
        new NodeValue(evaluator.Graph.Add(evaluator.Graph.Multiply(evaluator.ToNode(noise), Scale), Location));
}
