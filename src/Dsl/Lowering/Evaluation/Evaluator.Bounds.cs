using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering.Evaluation;

internal sealed partial class Evaluator
{
    /// <summary>What the prelude (or the spec) states of a function's bounds, as functions on nodes; null where it states nothing.</summary>
    private BoundRules? BoundRulesOf(BoundExtern external)
    {
        var path = external.Symbol.Path;
        Func<IEnumerable<Node>, Value>? Rule(string name)
        {
            if (external.Rule(name) is not { } rule)
                return null;
            var session = Session;
            return nodes =>
            {
                var evaluator = new Evaluator(session, Context.None);
                return evaluator.Apply(evaluator.Evaluate(rule, Locals.Empty(path)), [.. nodes.Select(n => new NodeValue(n))]);
            };
        }

        var (range, relaxation) = (Rule(ExternRules.Range), Rule(ExternRules.Relaxation));
        var (start, equal) = (Rule(ExternRules.Start), Rule(ExternRules.Equal));
        return range is null && relaxation is null && equal is null ? null : new BoundRules(
            range is null ? null : (parameters, input, _) =>
            {
                var ends = ((TupleValue)range(parameters.Append(input.Low).Append(input.High))).Items;
                return new Interval(ToNode(ends[0]), ToNode(ends[1]));
            },
            relaxation is null ? null : (parameters, input, position, _) =>
            {
                var lines = (RecordValue)relaxation(parameters.Append(input.Low).Append(input.High).Append(position));
                return (LineOf(lines["lower"]), LineOf(lines["upper"]));
            },
            start is null ? null : (parameters, input, _) => ToNode(start(parameters.Append(input.Low).Append(input.High))),
            equal is null ? null : (inputs, _) => ToNode(equal(inputs)));
    }

    private Line LineOf(Value value) => value is TupleValue { Items: [var slope, var offset] }
        ? new Line(ToNode(slope), ToNode(offset))
        : throw new InvalidGraphException("A line is a slope and an offset.");
}
