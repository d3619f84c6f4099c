using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Types;

namespace MLSpec.Dsl.Lowering.Evaluation;

/// <summary>What a law depends on through the functions that it is made of: the values from around them that they name.</summary>
internal static class Conditions
{
    /// <summary>The nodes that vary with the data, in the order in which the function names them.</summary>
    public static IEnumerable<Node> Of(Evaluator evaluator, Value function) =>
        In(evaluator, function).Where(n => n.Axes.Any(a => a.Kind != AxisKind.Member)).Distinct();

    private static IEnumerable<Node> In(Evaluator evaluator, Value value) => value switch
    {
        NodeValue v => [v.Node],
        TupleValue v => v.Items.SelectMany(i => In(evaluator, i)),
        ListValue v => v.Items.SelectMany(i => In(evaluator, i)),
        RecordValue v => v.Fields.SelectMany(f => In(evaluator, f.Value)),
        LawValue v => v.Law.Parameters(evaluator),
        ExternValue v => v.Arguments.SelectMany(a => In(evaluator, a.Value)),
        ClosureValue v => v.Arguments.Concat(Named(v)).SelectMany(a => In(evaluator, a)),
        _ => [],
    };

    /// <summary>The locals around a function that its body names; of a record only the fields that it reads.</summary>
    private static IEnumerable<Value> Named(ClosureValue closure)
    {
        var fields = BoundTree.All(closure.Lambda.Body).OfType<BoundMember>().Where(m => m.Target is BoundName).ToList();
        var targets = new HashSet<BoundName>(fields.Select(f => (BoundName)f.Target), ByReference.Comparer);
        foreach (var name in BoundTree.All(closure.Lambda.Body).OfType<BoundName>())
        {
            if (!closure.Locals.Values.TryGetValue(name.Symbol, out var value))
                continue;
            if (value is RecordValue record && targets.Contains(name))
                yield return record[fields.First(f => ReferenceEquals(f.Target, name)).Member];
            else
                yield return value;
        }
    }
}
