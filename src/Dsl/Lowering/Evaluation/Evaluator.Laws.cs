using System.Collections.Immutable;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Prelude;

namespace MLSpec.Dsl.Lowering.Evaluation;

internal sealed partial class Evaluator
{
    private static readonly Lazy<Dictionary<string, GlobalSymbol>> _members = new(() => CorePrelude.Modules
        .SelectMany(m => m.Declarations)
        .OfType<BoundExtern>()
        .Where(e => e.Member is not null)
        .GroupBy(e => e.Member!, StringComparer.Ordinal)
        .ToDictionary(g => g.Key, g => g.First().Symbol, StringComparer.Ordinal));

    /// <summary>A function of the prelude by the runtime member that implements it.</summary>
    public Node CallMember(string member, params Node[] arguments) =>
        ToNode(Apply(Global(_members.Value[member]), [.. arguments.Select(a => new NodeValue(a))]));

    /// <summary>The image of a value under a map, which <see cref="PreImage"/> finds again.</summary>
    public Value Image(Value value, Func<Value, Value> map)
    {
        var image = map(value);
        if (image is NodeValue { Node: var node })
            Session.Remember(node, value);
        return image;
    }

    /// <summary>
    /// The value whose image under the map the point is, where it was made so: the map's image of it is the very node. What a draw was made
    /// from is known exactly, where an inverse would be ill conditioned.
    /// </summary>
    public Value? PreImage(Value point, Func<Value, Value> map) => point is not NodeValue { Node: var node } ? null
        : Session.PreImagesOf(node).FirstOrDefault(value => map(value) is NodeValue { Node: var image } && image == node);

    /// <summary>Two values of one structure, node by node.</summary>
    public Value Combine(Value first, Value second, Func<Node, Node, Node> combine) =>
        Combine(first, second, (Value x, Value y) => new NodeValue(combine(ToNode(x), ToNode(y))));

    /// <summary>Two values, tuples and records item by item.</summary>
    private static Value Combine(Value first, Value second, Func<Value, Value, Value> combine) => (first, second) switch
    {
        (TupleValue a, TupleValue b) => new TupleValue(a.Items.Zip(b.Items, (x, y) => Combine(x, y, combine)).ToImmutableArray()),
        (RecordValue a, RecordValue b) =>
            new RecordValue(a.Fields.Select(f => new FieldValue(f.Name, Combine(f.Value, b[f.Name], combine))).ToImmutableArray()),
        _ => combine(first, second),
    };
}
