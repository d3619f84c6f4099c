using System.Collections.Immutable;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Types;
using Type = MLSpec.Dsl.Types.Type;

namespace MLSpec.Dsl.Lowering.Evaluation;

internal sealed partial class Evaluator
{
    /// <summary>A value as an argument of a part of the runtime.</summary>
    /// <param name="actual">The type at the call site.</param>
    /// <param name="declared">The type of the parameter, which may name defaults of record fields.</param>
    public PartArgument ToArgument(Value value, Type actual, Type? declared = null)
    {
        switch (value)
        {
            case NodeValue { Node.IsHost: true } v:
                return new HostArgument(v.Node, UnitOf(actual));
            case TextValue v:
                return new TextArgument(v.Text);
            case TextParamValue v:
                return new ParamArgument(v.Param);
            case PartResult v:
                return new NestedArgument(v.Part);
            case ScheduleValue v:
                return new ScheduleArgument(v.Schedule);
            case ClockValue v:
                return new ClockArgument(ToArgument(v.Schedule, actual), v.From, v.To);
            case ListValue v:
                var item = actual is ArrayType a ? a.Element : ErrorType.Instance;
                return new ListArgument(v.Items.Select(i => ToArgument(i, item)).ToImmutableArray());
            case TupleValue v:
                var items = actual as TupleType;
                return new ListArgument(v.Items.Select((i, n) => ToArgument(i, items?.Items[n] ?? ErrorType.Instance)).ToImmutableArray());
            case RecordValue v:
                return new RecordArgument(
                    v.Fields.Select(f => new NamedArgument(f.Name, ToArgument(f.Value, FieldOf(actual, f.Name), FieldOf(declared, f.Name))))
                        .ToImmutableArray());
            case ClosureValue v:
                return new FunctionArgument(Function(v));
            default:
                throw Failure(
                    LoweringDiagnostics.NotKnownWhenCompiling,
                    $"An argument that is known before training starts was expected here, not {value.Kind}.");
        }
    }

    private static Type FieldOf(Type? record, string name) =>
        record is RecordType r && r.Fields.FirstOrDefault(f => f.Name == name) is { } field ? field.Type : ErrorType.Instance;

    public static Unit UnitOf(Type type) => type switch
    {
        FloatType f => Known(f.Unit),
        IntType i => Known(i.Unit),
        ArrayType a => UnitOf(a.Element),
        ScheduleType s => UnitOf(s.Value),
        _ => Unit.One,
    };

    private static Unit Known(Unit unit) => Unit.FromFactors(unit.Factors.Where(f => !f.IsVariable));

    /// <summary>A function given to a part, as a batched method over its arguments.</summary>
    private FunctionGraph Function(ClosureValue closure)
    {
        var rows = new Axis(AxisKind.Batch, "rows", null);
        var declared = new List<Node>();
        var arguments = closure.Lambda.Parameters.Skip(closure.Arguments.Length).Select(p => ArgumentOf(p, rows, declared)).ToArray();
        var result = Apply(closure, arguments);
        return GraphBuilder.Function(closure.Name ?? "function", Flatten(result), [], null, closure.Lambda.Span, declared);
    }

    /// <summary>The parameter of a method that is emitted: a tuple pattern names its items.</summary>
    public Value ArgumentOf(BoundPattern pattern, Axis batch, List<Node> declared) => pattern is BoundTuplePattern tuple
        ? new TupleValue(tuple.Items.Select(i => ArgumentOf(i, batch, declared)).ToImmutableArray())
        : ArgumentOf(NameOf(pattern), null, pattern.Type, batch, declared);

    public static string NameOf(BoundPattern pattern) => pattern is BoundNamePattern name ? name.Symbol.Name : "argument";

    /// <summary>The parameter of a method that is emitted: leaves along the batch axis, one for each field of a record.</summary>
    public Value ArgumentOf(string name, string? field, Type type, Axis batch, List<Node> declared)
    {
        switch (type)
        {
            case RecordType r:
                return new RecordValue(
                    r.Fields.Select(f => new FieldValue(f.Name, ArgumentOf(name, f.Name, f.Type, batch, declared))).ToImmutableArray());
            case TupleType t:
                return new TupleValue(t.Items.Select((i, n) => ArgumentOf($"{name}{n + 1}", null, i, batch, declared)).ToImmutableArray());
            case VoidType:
                return new VoidValue();
        }

        if (DimensionBindings.Empty.TypeOf(type, Session.NamedExtent) is not { } known)
            throw Failure(
                LoweringDiagnostics.UnknownDimension, $"The shape of '{name}' is not known: {type}.",
                "write its type with numbers or parameters as dimensions");
        var node = Graph.Input(new ArgumentInput(name, field, declared.Count), known with { Axes = ImmutableArray.Create(batch) });
        declared.Add(node);
        return new NodeValue(node);
    }
}
