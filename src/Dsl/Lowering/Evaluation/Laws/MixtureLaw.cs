using System.Collections.Immutable;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering.Evaluation;

/// <summary>One of several laws, each with a probability.</summary>
/// <param name="Weights">float[k], at least 0 and not all 0; divided by their total.</param>
internal sealed record MixtureLaw(ImmutableArray<Law> Components, Node Weights) : Law
{
    public override string Kind => $"a mixture of {Components.Length} laws";

    public override bool IsFinite => Components.All(c => c.IsFinite);

    public override IEnumerable<Node> Parameters(Evaluator evaluator) => Components.SelectMany(c => c.Parameters(evaluator)).Append(Weights);

    /// <summary>A draw of the component that is drawn: derivatives flow to the components, not to the weights.</summary>
    public override Value Draw(Evaluator evaluator, string name, IEnumerable<Axis> axes)
    {
        var graph = evaluator.Graph;
        var all = axes.ToList();
        var index = Categorical.Draw(evaluator, name, graph.Logarithm(Weights), all);
        return Chosen(
            evaluator, Components.Select(c => c.Draw(evaluator, name, all)), (k, _) => graph.Equal(index, graph.Integer(k)));
    }

    /// <summary>All points of all components.</summary>
    public override Atoms Atoms(Evaluator evaluator, string name, Extent? draws)
    {
        if (!IsFinite)
            return base.Atoms(evaluator, name, draws);
        var graph = evaluator.Graph;
        var parts = Components.Select(c => c.Atoms(evaluator, name, null)).ToList();
        var items = parts.Select(p => evaluator.Flatten(evaluator.MapNodes(p.Item, n => graph.AxisToCore(n, p.Axis))).ToList()).ToList();
        var joined = new Queue<Node>(items[0].Select((_, i) => graph.Concat(items.Select(item => item[i]), 0)));
        var axis = new Axis(AxisKind.Choice, evaluator.Session.Unique(name), joined.Peek().Shape[0]);
        var weights = graph.Concat(parts.Select((p, k) => graph.Multiply(graph.AxisToCore(Probabilities(graph, p), p.Axis), Probability(graph, k))), 0);
        return new Atoms(
            evaluator.MapNodes(parts[0].Item, _ => graph.CoreToAxis(joined.Dequeue(), axis)), axis, graph.CoreToAxis(weights, axis));
    }

    /// <summary>The mean of the components' expectations, which has derivatives in the weights.</summary>
    public override Value Expectation(Evaluator evaluator, Func<Law, Func<Value, Value>, Value> expect, Func<Value, Value> body) =>
        Components
            .Select((c, k) => evaluator.MapNodes(expect(c, body), n => evaluator.Graph.Multiply(n, Probability(evaluator.Graph, k))))
            .Aggregate((sum, part) => evaluator.Combine(sum, part, evaluator.Graph.Add));

    /// <summary>log sum w p, by the logarithms.</summary>
    public override Node? LogDensity(Evaluator evaluator, Value point)
    {
        var graph = evaluator.Graph;
        var densities = Components.Select(c => c.LogDensity(evaluator, point)).ToList();
        return densities.Contains(null)
            ? null
            : evaluator.CallMember(
                "Nn.Reduction.LogSumExp",
                graph.Stack(densities.Select((d, k) => graph.Add(d!, graph.Logarithm(Probability(graph, k))))));
    }

    /// <summary>That of the component with the largest weight, the first of these.</summary>
    public override Value? MostLikely(Evaluator evaluator)
    {
        var graph = evaluator.Graph;
        var points = Components.Select(c => c.MostLikely(evaluator)).ToList();
        var best = graph.Arg(Reduction.Max, Weights, null, 0);
        return points.Contains(null) ? null : Chosen(evaluator, points.Select(p => p!), (k, _) => graph.Equal(best, graph.Integer(k)));
    }

    /// <summary>The first value whose condition holds, the first of all where none does.</summary>
    private static Value Chosen(Evaluator evaluator, IEnumerable<Value> values, Func<int, Value, Node> isChosen) => values
        .Select((value, k) => (Value: value, Condition: k == 0 ? null : isChosen(k, value)))
        .Aggregate((all, next) => (evaluator.Combine(next.Value, all.Value, (x, y) => evaluator.Graph.Select(next.Condition!, x, y)), null))
        .Value;

    private static Node Probabilities(GraphBuilder graph, Atoms atoms) =>
        atoms.Weights ?? graph.Divide(graph.One, graph.ToFloat(graph.Length(atoms.Axis)));

    private Node Probability(GraphBuilder graph, int component)
    {
        var weight = graph.Pick(Weights, graph.Integer(component), 0);
        return IsNormalised ? weight : graph.Divide(weight, graph.Reduce(Reduction.Sum, Weights, [], [0]));
    }

    /// <summary>Whether the weights are known to add up to 1.</summary>
    private bool IsNormalised => Weights.Operation is CallOperation { Member: "Nn.Reduction.Softmax" }
        || (Weights.Operation is StackOperation
            && Weights.Inputs.All(i => i.Operation is NumberOperation)
            && Weights.Inputs.Aggregate(Syntax.ExactDecimal.Zero, (sum, i) => sum + ((NumberOperation)i.Operation).Value) == Syntax.ExactDecimal.FromInt(1));
}
