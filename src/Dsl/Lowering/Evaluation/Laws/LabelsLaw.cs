using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Lowering.Evaluation;

/// <summary>The labels of a class with their probabilities: float[n] that add up to 1.</summary>
internal sealed record LabelsLaw(Node Probabilities) : Law
{
    /// <summary>0 log 0 counts as 0: probabilities below it are taken for it inside of a logarithm.</summary>
    private static readonly ExactDecimal _least = new(1, -30);

    public override string Kind => "a categorical distribution";

    public override bool IsFinite => true;

    public override IEnumerable<Node> Parameters(Evaluator evaluator) => [Probabilities];

    public override Value Draw(Evaluator evaluator, string name, IEnumerable<Axis> axes) => new NodeValue(Categorical.Draw(
        evaluator, name, Scores is { } scores ? scores : evaluator.Graph.Logarithm(Probabilities), axes));

    public override Atoms Atoms(Evaluator evaluator, string name, Extent? draws)
    {
        var axis = new Axis(AxisKind.Choice, evaluator.Session.Unique(name), Probabilities.Shape[0]);
        return new Atoms(new NodeValue(evaluator.Graph.Index(axis)), axis, evaluator.Graph.CoreToAxis(Probabilities, axis));
    }

    public override Node LogDensity(Evaluator evaluator, Value point)
    {
        var (graph, label) = (evaluator.Graph, evaluator.ToNode(point));
        return Scores is null
            ? graph.Logarithm(graph.Pick(Probabilities, label, 0))
            : graph.Pick(LogProbabilities(evaluator), label, 0);
    }

    public override Value MostLikely(Evaluator evaluator) =>
        new NodeValue(evaluator.Graph.Arg(Reduction.Max, Scores ?? Probabilities, null, 0));

    public override Node Entropy(Evaluator evaluator) => evaluator.Graph.Negate(Expected(evaluator, LogProbabilities(evaluator)));

    public override Node? Divergence(Evaluator evaluator, Law other) => other is LabelsLaw labels
        ? Expected(evaluator, evaluator.Graph.Subtract(LogProbabilities(evaluator), labels.LogProbabilities(evaluator)))
        : null;

    /// <summary>What the probabilities are a softmax of, if they are.</summary>
    private Node? Scores => Probabilities.Operation is CallOperation { Member: "Nn.Reduction.Softmax" } ? Probabilities.Inputs[0] : null;

    private Node LogProbabilities(Evaluator evaluator)
    {
        var graph = evaluator.Graph;
        var least = graph.Number(_least);
        return Scores is { } scores
            ? evaluator.CallMember("Nn.Reduction.LogSoftmax", scores)
            : graph.Logarithm(graph.Select(graph.Greater(Probabilities, least), Probabilities, least));
    }

    private Node Expected(Evaluator evaluator, Node perLabel) =>
        evaluator.Graph.Contract(Probabilities, perLabel, [0], [0], []);
}
