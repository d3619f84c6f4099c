using System.Collections.Immutable;
using System.Globalization;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;
using MLSpec.Dsl.Lowering.Robust;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Lowering.Evaluation;

internal sealed partial class Evaluator
{
    private const int MostItems = 1024;

    private Value Comprehend(BoundComprehension comprehension, Locals locals)
    {
        var domain = Evaluate(comprehension.Domain, locals);
        Value Body(Value item) => Evaluate(comprehension.Body, Bind(comprehension.Variable, item, locals));
        if (domain is RowsValue rows)
            return Collect(rows, Body);
        return Items(domain, comprehension.Variable) switch
        {
            ListedItems listed => new ListValue(listed.Items.Select(Body).ToImmutableArray()),
            AxisItems axis => Body(axis.Item) is var body && body is LawValue { Law: var law }
                ? new LawsValue(law, axis.Axis)
                : MapNodes(body, n => Graph.AxisToCore(n, axis.Axis)),
            _ => throw Failure(LoweringDiagnostics.NotYet, $"A list or a tensor was expected here, not {domain.Kind}."),
        };
    }

    private Value EvaluateBinder(BoundBinder binder, Locals locals)
    {
        var domain = Evaluate(binder.Domain, locals);
        var method = binder.Method is null ? null : Evaluate(binder.Method, locals);
        Value Body(Value item) => Evaluate(binder.Body, Bind(binder.Variable, item, locals));
        return binder.Kind switch
        {
            BinderKind.Sum => Sum(domain, binder, Body),
            BinderKind.Expect => Expect(binder, domain, method, Body),
            _ => Extreme(binder, domain, method, Body, locals),
        };
    }

    private Value Sum(Value domain, BoundBinder binder, Func<Value, Value> body)
    {
        switch (Items(domain, binder.Variable))
        {
            case ListedItems listed:
                return new NodeValue(listed.Items.Select(i => ToNode(body(i))).Aggregate(Graph.Zero, Graph.Add));
            case AxisItems axis:
                return MapNodes(body(axis.Item), n => Graph.Reduce(Reduction.Sum, n, [axis.Axis], []));
            default:
                throw Failure(
                    LoweringDiagnostics.NotYet, $"A sum is over a list, a range, a tensor or an ensemble, not over {domain.Kind}.",
                    domain is RowsValue ? "use expect" : null);
        }
    }

    /// <summary>A name for an axis that nothing else has.</summary>
    public string Unique(string name) => Context.Quantity is { } names
        ? $"{name} {names.Next().ToString(CultureInfo.InvariantCulture)}"
        : Session.Unique(name);

    private Value Extreme(BoundBinder binder, Value domain, Value? method, Func<Value, Value> body, Locals locals)
    {
        var set = domain is SetValue s ? s.Set : new FiniteSet(domain);
        var shape = locals.Dimensions.TypeOf(binder.Variable.Type, Session.NamedExtent)?.Shape;
        var problem = new RobustProblem(
            this, binder.Kind == BinderKind.Sup, set, (method as PartResult)?.Part, binder.Variable, shape, i => ToNode(body(i)), Span);
        return new NodeValue(Context.Quantity is { } names ? Quantities.Of(problem, names) : RobustRules.Lower(problem));
    }

    /// <summary>The items of a finite collection, one by one or along an axis; null for anything else.</summary>
    public FiniteItems? Items(Value domain, BoundPattern variable)
    {
        switch (domain)
        {
            case ListValue { Items.Length: > MostItems } list:
                throw Failure(
                    LoweringDiagnostics.TooManyItems,
                    $"A binder over a list of {list.Items.Length} items: each is computed by itself, up to {MostItems}.",
                    "range over the items of a tensor, or over rows of data");
            case ListValue list:
                return new ListedItems(list.Items);
            case EnsembleValue { Instance: var instance }:
                return new AxisItems(ModelFunction((BoundModel)instance.Model.Declaration!, instance), instance.Members!);
            case NodeValue { Node.Shape.Length: > 0 } tensor:
                var axis = new Axis(AxisKind.Choice, Unique(NameOf(variable)), tensor.Node.Shape[0]);
                return new AxisItems(new NodeValue(Graph.CoreToAxis(tensor.Node, axis)), axis);
            default:
                return null;
        }
    }

    /// <summary>The value with every node in it mapped.</summary>
    public Value MapNodes(Value value, Func<Node, Node> map) => value switch
    {
        NodeValue v => new NodeValue(map(v.Node)),
        TupleValue v => new TupleValue(v.Items.Select(i => MapNodes(i, map)).ToImmutableArray()),
        RecordValue v => new RecordValue(v.Fields.Select(f => new FieldValue(f.Name, MapNodes(f.Value, map))).ToImmutableArray()),
        _ => new NodeValue(map(ToNode(value))),
    };
}

/// <summary>The items of a finite collection.</summary>
internal abstract record FiniteItems;

internal sealed record ListedItems(ImmutableArray<Value> Items) : FiniteItems;

/// <summary>All items at once, along an axis.</summary>
internal sealed record AxisItems(Value Item, Axis Axis) : FiniteItems;
