using System.Collections.Immutable;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Lowering.Evaluation;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Lowering;

/// <summary>The members of the compiler that layers are made of: shapes, convolutions, pools.</summary>
internal static class LayerIntrinsics
{
    public static IEnumerable<KeyValuePair<string, Intrinsic>> All { get; } = new Dictionary<string, Intrinsic>(StringComparer.Ordinal)
    {
        ["Language.Reshape"] = static (e, a) => Reshape(e, a),
        ["Language.Repeat"] = static (e, a) => Repeat(e, GraphBuilder.ToExtent(e.ToNode(a[0].Value)), a[1].Value),
        ["Language.Layers"] = static (e, a) => Layers(e, a[0].Value, a[1].Value, a[2].Value, a[3].Value),
        ["Language.Outputs"] = static (e, a) => Outputs(e, a[0].Value, a[1].Value),
        ["Language.Concat"] = static (e, a) => Concat(e, ((TupleValue)a[0].Value).Items),
        ["Language.Transpose"] = static (e, a) => Permute(e, a, 1, 0),
        ["Language.ChannelsLast"] = static (e, a) => Permute(e, a, 1, 2, 0),
        ["Language.ChannelsFirst"] = static (e, a) => Permute(e, a, 2, 0, 1),
        ["Language.PerChannel"] = static (e, a) =>
            new NodeValue(e.Graph.Broadcast(e.ToNode(a[0].Value), [1, 2], e.ToNode(a[1].Value).Shape)),
        ["Language.ChannelMeans"] = static (e, a) => ChannelMeans(e, e.ToNode(a[0].Value)),
        ["Language.Statistic"] = static (e, a) => e.Statistic(e.ToNode(a[0].Value), e.ToNode(a[1].Value), e.ToNode(a[2].Value)),
        ["Language.Convolve"] = static (e, a) => Convolve(e, (RecordValue)a[0].Value, e.ToNode(a[1].Value), e.ToNode(a[2].Value)),
        ["Language.AveragePool"] = static (e, a) => new NodeValue(
            e.Graph.AveragePool(
                e.ToNode(a[3].Value), Whole(e, a[0].Value, "kernel"), Whole(e, a[1].Value, "stride"), Whole(e, a[2].Value, "padding"))),
    };

    /// <summary>The elements of the last argument in the shape of the dimensions before it; of none: in a row.</summary>
    private static Value Reshape(Evaluator e, ImmutableArray<TypedValue> a)
    {
        var x = e.ToNode(a[a.Length - 1].Value);
        var shape = a.Take(a.Length - 1).Select(d => GraphBuilder.ToExtent(e.ToNode(d.Value))).ToList();
        return new NodeValue(e.Graph.Reshape(x, shape.Count == 0 ? [GraphBuilder.ToExtent(e.Graph.Count([], x.Shape))] : shape));
    }

    private static Value Repeat(Evaluator e, Extent count, Value value) =>
        e.MapNodes(value, n => e.Graph.Broadcast(n, [0], n.Shape.Insert(0, count)));

    /// <summary>A layer of each of the widths, and a function behind each.</summary>
    private static Value Layers(Evaluator e, Value layer, Value widths, Value activation, Value x) => widths is ListValue list
        ? list.Items.Aggregate(x, (value, width) => e.Apply(activation, e.Apply(layer, width, value)))
        : throw e.Failure(LoweringDiagnostics.NotKnownWhenCompiling, "The widths of layers must be a list: [64; 64].");

    /// <summary>A layer with as many outputs as the result has elements, in its shape.</summary>
    private static Value Outputs(Evaluator e, Value layer, Value x)
    {
        var shape = e.ResultShape ?? throw e.Failure(
            LoweringDiagnostics.UnknownDimension, "How many numbers are wanted here cannot be told.",
            "state the type of the result: `model net (x : float[4]) : dist float[2] = ...`");
        var count = e.Graph.Count([], shape);
        var outputs = e.ToNode(e.Apply(layer, new NodeValue(count), x));
        return new NodeValue(shape.IsEmpty ? e.Graph.Pick(outputs, e.Graph.Integer(0), 0) : e.Graph.Reshape(outputs, shape));
    }

    /// <summary>Means over the pixels and, where there is a batch, over its rows.</summary>
    private static Value ChannelMeans(Evaluator e, Node x) => new NodeValue(
        e.Graph.Reduce(Reduction.Mean, x, x.Axes.Where(a => a.Kind == AxisKind.Batch), Enumerable.Range(1, x.Shape.Length - 1)));

    private static Value Concat(Evaluator e, ImmutableArray<Value> items)
    {
        var nodes = items.Select(e.ToNode).ToList();
        if (nodes.FirstOrDefault(n => n.Shape[0] is not FixedExtent) is { } open)
        {
            throw e.Failure(
                LoweringDiagnostics.JoinedDimensionOpen,
                $"What is joined must have dimensions that are numbers, but `{open.Shape[0]}` is decided by a parameter.",
                "write the number in place of the parameter");
        }

        return new NodeValue(e.Graph.Concat(nodes, 0));
    }

    private static Value Permute(Evaluator e, ImmutableArray<TypedValue> a, params int[] order) =>
        new NodeValue(e.Graph.Permute(e.ToNode(a[0].Value), order));

    private static Value Convolve(Evaluator e, RecordValue window, Node kernel, Node image)
    {
        var groups = Whole(e, window["groups"], "groups");
        if (kernel.Shape[0] is FixedExtent { Value: var outputs } && outputs % groups != 0)
        {
            throw e.Failure(
                LoweringDiagnostics.UnevenGroups,
                $"{outputs} outputs do not fall into {groups} equal groups.",
                $"choose {(outputs / groups + 1) * groups} outputs");
        }

        return new NodeValue(e.Graph.Convolve(image, kernel, new ConvolutionWindow(
            Whole(e, window["stride"], "stride"), Whole(e, window["padding"], "padding"), Whole(e, window["dilation"], "dilation"), groups)));
    }

    /// <summary>A number that decides how an operation is carried out.</summary>
    private static int Whole(Evaluator e, Value value, string name) => e.ToNode(value).Operation is NumberOperation number
        ? (int)number.Value.ToDouble()
        : throw e.Failure(
            LoweringDiagnostics.WindowNotKnown,
            $"The {name} of a layer must be known when compiling.",
            "write a number; a parameter may set the number of outputs");
}
