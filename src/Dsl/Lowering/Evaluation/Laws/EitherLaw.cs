using MLSpec.Dsl.Lowering.Ir;

namespace MLSpec.Dsl.Lowering.Evaluation;

/// <summary>One law where a condition holds, another where it does not: <c>if x > 1.0 then point x else normal x 0.1</c>.</summary>
internal sealed record EitherLaw(Node Condition, Law First, Law Second) : Law
{
    public override string Kind => $"{First.Kind} or {Second.Kind}";

    public override bool IsFinite => false;

    public override IEnumerable<Node> Parameters(Evaluator evaluator) =>
        First.Parameters(evaluator).Concat(Second.Parameters(evaluator)).Prepend(Condition);

    public override Value Draw(Evaluator evaluator, string name, IEnumerable<Axis> axes)
    {
        var all = axes.Concat(Condition.Axes).Distinct().ToList();
        return evaluator.Select(Condition, First.Draw(evaluator, name, all), Second.Draw(evaluator, name, all));
    }

    /// <summary>Both expectations, of which the condition takes one.</summary>
    public override Value Expectation(Evaluator evaluator, Func<Law, Func<Value, Value>, Value> expect, Func<Value, Value> body) =>
        evaluator.Select(Condition, expect(First, body), expect(Second, body));

    public override Node? LogDensity(Evaluator evaluator, Value point) => Of(evaluator, law => law.LogDensity(evaluator, point));

    public override Value? MostLikely(Evaluator evaluator) => (First.MostLikely(evaluator), Second.MostLikely(evaluator)) is ({ } first, { } second)
        ? evaluator.Select(Condition, first, second)
        : null;

    public override Node? Entropy(Evaluator evaluator) => Of(evaluator, law => law.Entropy(evaluator));

    public override Node? Divergence(Evaluator evaluator, Law other) => Of(evaluator, law => law.Divergence(evaluator, other));

    private Node? Of(Evaluator evaluator, Func<Law, Node?> ask) =>
        (ask(First), ask(Second)) is ({ } first, { } second) ? evaluator.Graph.Select(Condition, first, second) : null;
}
