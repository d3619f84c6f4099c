using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Lowering.Evaluation;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;
using MLSpec.Dsl.Lowering.Robust;
using MLSpec.Dsl.Types;

namespace MLSpec.Dsl.Lowering;

/// <summary>
/// The members that the compiler itself implements: the prelude names them like members of the runtime (<c>"Language.Weight"</c>),
/// whatever it calls them in MLSpec.
/// </summary>
internal static class Intrinsics
{
    private static readonly ImmutableDictionary<string, Intrinsic> _table =
        new Dictionary<string, Intrinsic>(StringComparer.Ordinal)
        {
            ["Language.Weight"] = static (e, a) => e.Weight(e.ToNode(a[0].Value)),
            ["Language.Target"] = static (e, a) => Target(e, a[0].Value),
            ["Language.Ensemble"] = static (e, a) => Ensemble(e, e.ToNode(a[0].Value), a[1].Value),
            ["Language.StopGradient"] = static (e, a) => StopGradient(e, a[0].Value),
            ["Language.Length"] = static (e, a) => new NodeValue(e.Graph.Length(e.ToNode(a[0].Value).Shape[0])),
            ["Language.Take"] = static (e, a) =>
                a[1].Value is RowsValue rows ? rows with { Take = e.ToNode(a[0].Value) } : throw Unexpected(e, a[1].Value),
            ["Language.MatrixVector"] = static (e, a) => Contract(e, a, [0, 1], [1], [0]),
            ["Language.MatrixMatrix"] = static (e, a) => Contract(e, a, [0, 1], [1, 2], [0, 2]),
            ["Language.Dot"] = static (e, a) => Contract(e, a, [0], [0], []),
            ["Language.Outer"] = static (e, a) => Contract(e, a, [0], [1], [0, 1]),
            ["Language.Total"] = static (e, a) => ReduceAll(e, a, Reduction.Sum),
            ["Language.Average"] = static (e, a) => ReduceAll(e, a, Reduction.Mean),
            ["Language.Largest"] = static (e, a) => ReduceAll(e, a, Reduction.Max),
            ["Language.Smallest"] = static (e, a) => ReduceAll(e, a, Reduction.Min),
            ["Language.ArgLargest"] = static (e, a) => new NodeValue(e.Graph.Arg(Reduction.Max, e.ToNode(a[0].Value), null, 0)),
            ["Language.Scalar"] = static (e, a) => new NodeValue(e.Graph.Pick(e.ToNode(a[0].Value), e.Graph.Integer(0), 0)),
            ["Language.OneHot"] = static (e, a) => new NodeValue(e.Graph.Spread(e.Graph.One, e.ToNode(a[0].Value), 0, ClassCount(e, a[0]))),
            ["Language.Identity"] = static (e, a) => new NodeValue(Identity(e, GraphBuilder.ToExtent(e.ToNode(a[0].Value)))),
            ["Language.ToFloat"] = static (e, a) => new NodeValue(e.Graph.ToFloat(e.ToNode(a[0].Value))),
            ["Language.Not"] = static (e, a) => new NodeValue(e.Graph.Equal(e.ToNode(a[0].Value), e.Graph.Boolean(false))),
            ["Language.Elapsed"] = static (e, a) => new NodeValue(Elapsed(e, e.ToNode(a[0].Value))),
            ["Language.Ball"] = static (e, a) => Ball(e, a),
            ["Language.Box"] = static (e, a) => Box(e, e.ToNode(a[0].Value), e.ToNode(a[1].Value)),
            ["Language.Lowest"] = static (e, a) => new NodeValue(BoundsOf(e, a[0].Value).Low),
            ["Language.Highest"] = static (e, a) => new NodeValue(BoundsOf(e, a[0].Value).High),
            ["Language.Within"] = static (e, a) =>
                new SetValue(new IntersectionSet(ImmutableArray.Create(SetOf(e, a[1].Value), SetOf(e, a[0].Value)))),
            ["Language.Others"] = static (e, a) => new SetValue(new OtherLabelsSet(e.ToNode(a[0].Value), ClassCount(e, a[0]))),
        }
        .Concat(LayerIntrinsics.All)
        .Concat(DistributionIntrinsics.All)
        .Concat(ControlIntrinsics.All)
        .Concat(LawIntrinsics.All)
        .Concat(StatisticIntrinsics.All)
        .ToImmutableDictionary(StringComparer.Ordinal);

    /// <summary>The members that the compiler implements: functions, norms, methods of searches. The prelude names no other in <c>Language.</c></summary>
    public static IEnumerable<string> Members =>
        _table.Keys.Concat(_norms.Keys).Concat(RobustRules.Methods).OrderBy(k => k, StringComparer.Ordinal);

    public static Intrinsic? Find(string member) =>
        _table.TryGetValue(member, out var intrinsic) ? intrinsic : null;

    private static Node Identity(Evaluator e, Extent size)
    {
        var axis = new Axis(AxisKind.Choice, e.Unique("unit"), size);
        return e.Graph.AxisToCore(e.Graph.Spread(e.Graph.One, e.Graph.Index(axis), 0, size), axis);
    }

    private static LoweringFailure Unexpected(Evaluator e, Value value) =>
        e.Failure(LoweringDiagnostics.NotYet, $"This cannot be applied to {value.Kind}.");

    private static Value Target(Evaluator e, Value model) => model switch
    {
        ClosureValue { Instance: { } instance } c => c with { Instance = e.Session.TargetOf(instance) },
        EnsembleValue { Instance: var instance } => new EnsembleValue(e.Session.TargetOf(instance)),
        ListValue list => new ListValue(list.Items.Select(i => Target(e, i)).ToImmutableArray()),
        _ => throw Unexpected(e, model),
    };

    private static Value Ensemble(Evaluator e, Node count, Value model) =>
        model is ClosureValue { Instance: { Members: null, Of: null } instance } && count.IsHost
        ? new EnsembleValue(e.Session.Ensemble(instance.Model, GraphBuilder.ToExtent(count), e.LetName, e.Span))
        : throw Unexpected(e, model);

    private static Value StopGradient(Evaluator e, Value value) => value switch
    {
        TupleValue t => new TupleValue(t.Items.Select(i => StopGradient(e, i)).ToImmutableArray()),
        RecordValue r => new RecordValue(r.Fields.Select(f => new FieldValue(f.Name, StopGradient(e, f.Value))).ToImmutableArray()),
        _ => new NodeValue(e.Graph.StopGradient(e.ToNode(value))),
    };

    private static Node Elapsed(Evaluator e, Node measure) => (measure.Operation is MarkBoundOperation ? measure.Inputs[0] : measure).Operation switch
    {
        InputOperation { Input: MeasureInput input } => e.Graph.Input(new ElapsedInput(input.Measure), NodeType.Host(ElementKind.Float)),
        _ => throw e.Failure(
            ClaimDiagnostics.NotAMeasure, "What is timed is a measure, by its name.", "measure it first: `measure m = ...`, then `elapsed m`."),
    };

    private static Value Contract(Evaluator e, ImmutableArray<TypedValue> a, int[] left, int[] right, int[] output) =>
        new NodeValue(e.Graph.Contract(e.ToNode(a[0].Value), e.ToNode(a[1].Value), left, right, output));

    private static Value ReduceAll(Evaluator e, ImmutableArray<TypedValue> a, Reduction reduction)
    {
        var x = e.ToNode(a[0].Value);
        return new NodeValue(e.Graph.Reduce(reduction, x, [], Enumerable.Range(0, x.Shape.Length)));
    }

    private static Extent ClassCount(Evaluator e, TypedValue label) =>
        label.Type is ClassType c && label.Dimensions.ExtentOf(c.Count, e.Session.NamedExtent) is { } count
            ? count
            : throw e.Failure(LoweringDiagnostics.UnknownDimension, "The number of classes is not known here.");

    private static Value Ball(Evaluator e, ImmutableArray<TypedValue> a)
    {
        var norm = a[0].Value is PartResult { Part.Member: var member } && _norms.TryGetValue(member, out var known)
            ? known
            : throw e.Failure(LoweringDiagnostics.NotKnownWhenCompiling, "The norm of a ball must be known when compiling.");
        var radius = e.ToNode(a[1].Value);
        if (radius.Operation is NumberOperation { Value.Digits.Sign: < 0 } number)
            throw e.Failure(
                LoweringDiagnostics.NegativeRadius, $"The radius of a ball is {number.Value}, below zero.", $"ball ... {-number.Value}");
        return new SetValue(new BallSet(norm, radius, e.ToNode(a[2].Value)));
    }

    private static Value Box(Evaluator e, Node low, Node high) =>
        low.Operation is NumberOperation a && high.Operation is NumberOperation b && a.Value.CompareTo(b.Value) > 0
            ? throw e.Failure(LoweringDiagnostics.EmptyBox, $"The box from {a.Value} to {b.Value} is empty.", $"box {b.Value} {a.Value}")
            : new SetValue(new BoxSet(low, high));

    private static BoxSet BoundsOf(Evaluator e, Value value) =>
        value is SetValue { Set: BoxSet box } ? box : throw e.Failure(LoweringDiagnostics.NotYet, $"The bounds of a box are asked for, not those of {value.Kind}.", "box -1.0 1.0");

    private static UncertainSet SetOf(Evaluator e, Value value) => value is SetValue set ? set.Set : throw Unexpected(e, value);

    private static readonly ImmutableDictionary<string, Norm> _norms =
        ImmutableDictionary.CreateRange(StringComparer.Ordinal, new[]
        {
            new KeyValuePair<string, Norm>("Language.LInfinity", Norm.LInfinity),
            new KeyValuePair<string, Norm>("Language.L2", Norm.L2),
            new KeyValuePair<string, Norm>("Language.L1", Norm.L1),
        });
}
