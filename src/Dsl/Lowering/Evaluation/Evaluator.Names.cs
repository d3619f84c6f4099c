using System.Collections.Immutable;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Types;

namespace MLSpec.Dsl.Lowering.Evaluation;

internal sealed partial class Evaluator
{
    private Value Resolve(BoundName name, Locals locals)
    {
        if (locals.Values.TryGetValue(name.Symbol, out var local))
            return local is ObjectiveValue objective ? Global(objective.Symbol) : local;
        return name.Symbol switch
        {
            GlobalSymbol global => Global(global),
            GridSymbol grid =>
                Session.Grid.TryGetValue(grid, out var value)
                    ? value
                    : new NodeValue(Graph.Input(new GridInput(grid), HostTypeOf(name.Type))),
            MeasureSymbol measure => new NodeValue(Measured(measure)),
            _ => throw Failure(ModuleDiagnostics.Internal, $"'{name.Symbol.Name}' has no value here."),
        };
    }

    /// <summary>An earlier measure: what is known of it, it takes along.</summary>
    private Node Measured(MeasureSymbol measure)
    {
        var node = Graph.Input(new MeasureInput(measure), NodeType.Host(ElementKind.Float));
        var variants = Session.Measures.Where(m => m.Symbol == measure)
            .SelectMany(m => m.Variants)
            .Where(v => v.Selections.All(s => Session.Selections.All(h => h.Variable != s.Variable || h.ValueIndex == s.ValueIndex)))
            .ToList();
        if (Context.Quantity is not null)
            return variants.Select(v => v.Quantity).Distinct().ToList() is [{ } quantity] ? quantity : node;
        var derivations = variants.SelectMany(v => v.Derivations).Distinct().ToImmutableArray();
        return derivations.IsEmpty ? node : Graph.MarkBound(node, variants.Select(v => v.BoundKind).Aggregate(BoundKinds.With), derivations);
    }

    /// <summary>What a top-level name stands for.</summary>
    public Value Global(GlobalSymbol symbol) => symbol.Declaration switch
    {
        BoundParam or BoundData or BoundModel or BoundSchedule or BoundTrain or BoundExtern { Member: null } when symbol.Path != Session.Path =>
            throw Failure(
                LoweringDiagnostics.NotYet,
                $"'{symbol.Name}' belongs to the module {symbol.Module}: of other modules this version uses definitions and objectives alone.",
                $"declare '{symbol.Name}' in this file"),
        BoundParam { Type: TextType } => new TextParamValue(symbol),
        BoundParam p => new NodeValue(Graph.Input(new ParamInput(symbol), HostTypeOf(p.Type))),
        BoundLet d => Definition(symbol, d.Value),
        BoundUncertainty d => Definition(symbol, d.Value),
        BoundObjective d => Definition(symbol, d.Value),
        BoundData { IsReplay: true } => new RowsValue(symbol, LoweredRows.Whole),
        BoundData => new DataValue(symbol),
        BoundModel m => ModelFunction(m, Session.InstanceOf(symbol)),
        BoundSchedule => new ScheduleValue(symbol),
        BoundExtern e => Extern(e),
        BoundTrain t => new TrainingValue(t, ImmutableArray<Value>.Empty),
        _ => throw Failure(ModuleDiagnostics.Internal, $"'{symbol.Name}' has no value here."),
    };

    /// <summary>An argument of a training: an objective stays one, since its expectations are over the batch of the training.</summary>
    public Value TrainingArgument(BoundExpression argument, Locals locals) => argument switch
    {
        BoundName { Symbol: GlobalSymbol { Declaration: BoundObjective { Value: not BoundLambda } } objective } =>
            new ObjectiveValue(objective),
        BoundName { Symbol: GridSymbol variable } when Session.Grid.TryGetValue(variable, out var held) => held,
        _ => Evaluate(argument, locals),
    };

    /// <summary>The function that a model is, with the weights of an instance.</summary>
    public ClosureValue ModelFunction(BoundModel model, ModelInstance instance, Node? member = null) =>
        new(model.Function, Locals.Empty(model.Symbol.Path), ImmutableArray<Value>.Empty, null, instance, member);

    private Value Definition(GlobalSymbol symbol, BoundExpression expression)
    {
        var locals = Locals.Empty(symbol.Path);
        if (expression is BoundLambda lambda)
            return new ClosureValue(lambda, locals, ImmutableArray<Value>.Empty, symbol.Name);
        var outer = _letName;
        _letName = symbol.Name;
        var value = Evaluate(expression, locals);
        _letName = outer;
        var isOwn = symbol.Declaration is BoundLet && symbol.Path == Session.Path;
        if (isOwn && value is NodeValue { Node: { IsHost: true, Element: not ElementKind.Bool } } number)
            return new NodeValue(Graph.Input(new ConstantInput(symbol), NodeType.Host(number.Node.Element)));
        if (value is NodeValue node)
            Name(node.Node, symbol.Name);
        return value;
    }

    private static NodeType HostTypeOf(Types.Type type) => NodeType.Host(type switch
    {
        IntType or DimensionType or ClassType => ElementKind.Int,
        BoolType => ElementKind.Bool,
        _ => ElementKind.Float,
    });

    public Locals Bind(BoundPattern pattern, Value value, Locals locals)
    {
        switch (pattern)
        {
            case BoundNamePattern name:
                return locals.With(name.Symbol, value);
            case BoundTuplePattern tuple:
                var parts = value switch
                {
                    TupleValue t => t.Items,
                    RecordValue r => r.Fields.Select(f => f.Value).ToImmutableArray(),
                    _ => throw Failure(LoweringDiagnostics.NotYet, $"A tuple was expected here, not {value.Kind}."),
                };
                return tuple.Items.Zip(parts, (item, part) => (item, part)).Aggregate(locals, (e, p) => Bind(p.item, p.part, e));
            default:
                return locals;
        }
    }

    public Locals Bind(ImmutableArray<BoundPattern> patterns, IEnumerable<Value> values, Locals locals)
    {
        foreach (var (pattern, value) in patterns.Zip(values, (p, v) => (p, v)))
            locals = Bind(pattern, value, locals with { Dimensions = locals.Dimensions.Match(pattern.Type, value) });
        return locals;
    }
}
