using System.Collections.Immutable;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;
using MLSpec.Dsl.Types;
using Type = MLSpec.Dsl.Types.Type;

namespace MLSpec.Dsl.Lowering.Evaluation;

internal sealed partial class Evaluator
{
    private CallSite? _site;

    /// <summary>The core shape that the intrinsic being called yields, as the types around the call tell; null where they do not.</summary>
    public ImmutableArray<Extent>? ResultShape => _site?.Dimensions.TypeOf(_site.Type, Session.NamedExtent)?.Shape;

    /// <summary>Applies a function to one argument more.</summary>
    /// <param name="site">Where the application stands, if its type matters: dimensions that only the result has.</param>
    public Value Apply(Value function, TypedValue argument, CallSite? site = null)
    {
        switch (function)
        {
            case ClosureValue closure:
                var arguments = closure.Arguments.Add(argument.Value);
                return arguments.Length < closure.Lambda.Parameters.Length
                    ? closure with { Arguments = arguments }
                    : Call(closure with { Arguments = arguments }, site);
            case ExternValue external:
                var all = external.Arguments.Add(argument);
                return all.Length < Arity(external.Extern) ? external with { Arguments = all } : Call(external.Extern, all, site);
            default:
                throw Failure(LoweringDiagnostics.NotYet, $"A function was expected here, not {function.Kind}.");
        }
    }

    /// <summary>Applies a function to arguments whose types do not matter.</summary>
    public Value Apply(Value function, params Value[] arguments) =>
        arguments.Aggregate(function, (f, a) => Apply(f, new TypedValue(a, ErrorType.Instance, DimensionBindings.Empty)));

    private Value Extern(BoundExtern external) =>
        Arity(external) == 0
            ? Call(external, ImmutableArray<TypedValue>.Empty, null)
            : new ExternValue(external, ImmutableArray<TypedValue>.Empty);

    private static int Arity(BoundExtern external)
    {
        var count = 0;
        for (var type = external.Symbol.Scheme.Body; type is FunctionType f; type = f.Result)
            count++;
        return count;
    }

    /// <summary>Applies a model to all its arguments and tells which weights its own body has.</summary>
    public Value ApplyModel(ClosureValue model, IReadOnlyList<Value> arguments, out IReadOnlyList<FoundWeight> found)
    {
        var scope = Session.ScopeOf(model.Instance!, model.Member);
        var value = Call(model with { Arguments = arguments.ToImmutableArray() }, scope, null);
        found = scope.Found;
        return value;
    }

    private Value Call(ClosureValue closure, CallSite? site) =>
        Call(closure, closure.Instance is null ? null : Session.ScopeOf(closure.Instance, closure.Member), site);

    private Value Call(ClosureValue closure, WeightScope? scope, CallSite? site)
    {
        var (outerWeights, outerName, outerFunction) = (_weights, _letName, _functionName);
        (_letName, _functionName) = (null, closure.Name ?? _functionName);
        _weights = scope ?? outerWeights;
        if (scope is null)
            _weights?.Enter(closure.Name);
        var locals = Bind(closure.Lambda.Parameters, closure.Arguments, closure.Locals);
        if (site is not null)
            locals = locals with { Dimensions = locals.Dimensions.Match(closure.Lambda.Body.Type, site.Type, site.Dimensions, Session.NamedExtent) };
        var value = Evaluate(closure.Lambda.Body, locals);
        if (scope is null)
            _weights?.Leave(closure.Name);
        (_weights, _letName, _functionName) = (outerWeights, outerName, outerFunction);
        return value;
    }

    private Value Call(BoundExtern external, ImmutableArray<TypedValue> arguments, CallSite? site)
    {
        if (external.Member is { } known && Intrinsics.Find(known) is { } intrinsic)
        {
            _site = site;
            return intrinsic(this, arguments);
        }

        var (result, bindings, values) = (external.Symbol.Scheme.Body, DimensionBindings.Empty, new List<Value>());
        foreach (var argument in arguments)
        {
            var function = (FunctionType)result;
            bindings = bindings.Match(function.Parameter, argument.Value);
            if (function.Parameter is not DimensionType)
                values.Add(argument.Value);
            result = function.Result;
        }

        bindings = bindings.With(external.Symbol.Scheme.Constraints.OfType<DimensionConstraint>(), Session.NamedExtent, Graph);
        var member = external.Member ?? external.Symbol.Name;
        if (!IsTensor(result))
            return Part(member, result, external, arguments);
        if (bindings.TypeOf(result, Session.NamedExtent) is not { } type)
        {
            throw Failure(
                LoweringDiagnostics.UnknownDimension, $"The shape of '{external.Symbol.Name}' cannot be told from its arguments: {result}.",
                "give the dimension as an argument of type dim");
        }

        // The dimensions that a constructor of tensors takes are in the shape of its result.
        var template = values.SelectMany(Flatten).All(n => n.IsHost) && type.Shape.Length > 0
            ? values
            : arguments.Select(a => a.Value).ToList();
        var node = Graph.Call(
            member, template.SelectMany(Flatten), type.Shape, type.Element, PullbackOf(external, template), external.Member is null,
            BoundRulesOf(external));
        return new NodeValue(node);
    }

    private static bool IsTensor(Type type) => type is FloatType or IntType or BoolType or ClassType or DimensionType or VariableType
        || (type is ArrayType a && IsTensor(a.Element));

    private Value Part(string member, Type result, BoundExtern external, ImmutableArray<TypedValue> arguments)
    {
        if (result is AppliedType { Constructor: "set" })
            return new SetValue(new OpaqueSet(new PartValue(member, ImmutableArray<PartArgument>.Empty)));
        var parameters = new List<Type>();
        for (var type = external.Symbol.Scheme.Body; type is FunctionType f; type = f.Result)
            parameters.Add(f.Parameter);
        return new PartResult(
            new PartValue(member, arguments.Select((a, i) => ToArgument(a.Value, a.Type, parameters[i])).ToImmutableArray())
            {
                IsExtern = external.Member is null,
            });
    }

    /// <summary>The nodes of an argument, in order.</summary>
    public IEnumerable<Node> Flatten(Value value) => value switch
    {
        TupleValue t => t.Items.SelectMany(Flatten),
        RecordValue r => r.Fields.SelectMany(f => Flatten(f.Value)),
        VoidValue => [],
        _ => [ToNode(value)],
    };

    /// <summary>The prelude's derivative rule as a pullback: the gradient lambda applied to the arguments and the gradient.</summary>
    private PullbackRule? PullbackOf(BoundExtern external, IReadOnlyList<Value> template)
    {
        if (external.Gradient is null)
            return null;
        var session = Session;
        return (inputs, gradient, graph) =>
        {
            var evaluator = new Evaluator(session, Context.None);
            var queue = new Queue<Node>(inputs);
            var arguments = template.Select(t => Refill(t, queue)).Append(new NodeValue(gradient)).ToArray();
            var rule = evaluator.Evaluate(external.Gradient, Locals.Empty(external.Symbol.Path));
            var result = evaluator.Apply(rule, arguments);
            var parts = template.Count == 1 ? [result] : ((TupleValue)result).Items.ToArray();
            return template.Zip(parts, evaluator.Contributions).SelectMany(c => c).ToList();
        };
    }

    /// <summary>An argument of the same structure with other nodes.</summary>
    private static Value Refill(Value template, Queue<Node> nodes) => template switch
    {
        TupleValue t => new TupleValue(t.Items.Select(i => Refill(i, nodes)).ToImmutableArray()),
        RecordValue r => new RecordValue(r.Fields.Select(f => new FieldValue(f.Name, Refill(f.Value, nodes))).ToImmutableArray()),
        VoidValue => template,
        _ => new NodeValue(nodes.Dequeue()),
    };

    private IEnumerable<Node?> Contributions(Value template, Value contribution) => (template, contribution) switch
    {
        (VoidValue, _) => [],
        (TupleValue t, VoidValue) => t.Items.SelectMany(i => Contributions(i, contribution)),
        (RecordValue r, VoidValue) => r.Fields.SelectMany(f => Contributions(f.Value, contribution)),
        (_, VoidValue) => [null],
        (TupleValue t, TupleValue c) => t.Items.Zip(c.Items, Contributions).SelectMany(p => p),
        (RecordValue r, RecordValue c) => r.Fields.SelectMany(f => Contributions(f.Value, c[f.Name])),
        _ => [ToNode(contribution)],
    };
}
