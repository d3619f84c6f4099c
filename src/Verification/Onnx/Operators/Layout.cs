using System.Collections.Immutable;

namespace MLSpec.Verification.Onnx.Operators;

/// <summary>Operators that move items and compute nothing.</summary>
internal static class Layout
{
    public static IEnumerable<KeyValuePair<string, OnnxOperator>> Operators =>
    [
        new("Identity", static call => call[0]),
        new("Dropout", Dropout),
        new("Cast", Cast),
        new("Flatten", Flatten),
        new("Reshape", Reshape),
        new("Transpose", Transpose),
        new("Squeeze", Squeeze),
        new("Unsqueeze", Unsqueeze),
        new("Concat", Concat),
        new("Slice", Slice),
    ];

    /// <summary>Dimension i of the result is dimension <c>order[i]</c> of the value.</summary>
    public static OnnxValue Transposed(OnnxCall call, OnnxValue value, ImmutableArray<int> order)
    {
        if (!order.Order().SequenceEqual(Enumerable.Range(0, value.Rank)))
            throw call.Error($"[{string.Join(", ", order)}] is no order of {value.Rank} dimensions");
        var kept = Enumerable.Range(0, value.Rank).Where(d => value.Shape[d] != 1).ToList();
        var node = call.Values.Graph.Permute(call.Values.Squeezed(value), order.Where(kept.Contains).Select(d => kept.IndexOf(d)));
        return call.Values.Of(node, [.. order.Select(d => value.Shape[d])]);
    }

    private static OnnxValue Dropout(OnnxCall call) =>
        call.Optional(2) is { } training && call.Values.Numbers(training.Node) is not [0]
            ? throw call.Error("it is in training mode; export the model in evaluation mode")
            : call[0];

    /// <summary>Between kinds of floats nothing changes: computations are in double precision.</summary>
    private static OnnxValue Cast(OnnxCall call)
    {
        if (OnnxTensor.IsFloat(call.Integer("to", 0)))
            return call[0];
        return call.Values.Numbers(call[0].Node) is { } numbers
            ? call.Values.Constant("integers", [.. numbers.Select(Math.Truncate)], call[0].Shape)
            : throw call.Error("only constants can be cast to a type that is no float");
    }

    private static OnnxValue Flatten(OnnxCall call)
    {
        var x = call[0];
        var axis = call.Integer("axis", 1) is var a && a == x.Rank ? x.Rank : call.Dimension(a, x.Rank);
        return call.Values.Of(
            x.Node, [(int)OnnxValue.Count(x.Shape.Take(axis)), (int)OnnxValue.Count(x.Shape.Skip(axis))]);
    }

    private static OnnxValue Reshape(OnnxCall call)
    {
        var x = call[0];
        var wanted = call.Integers("shape") ?? call.ConstantIntegers(1);
        var keepsZero = call.Integer("allowzero", 0) == 0;
        int[] shape = [.. wanted.Select((n, i) => n == 0 && keepsZero && i < x.Rank ? x.Shape[i] : n)];
        var (total, known) = (OnnxValue.Count(x.Shape), OnnxValue.Count(shape.Where(n => n != -1)));
        if (shape.Count(n => n == -1) == 1 && known > 0)
            shape[Array.IndexOf(shape, -1)] = (int)(total / known);
        return shape.All(n => n > 0) && OnnxValue.Count(shape) == total
            ? call.Values.Of(x.Node, [.. shape])
            : throw call.Error($"[{string.Join(", ", x.Shape)}] cannot become [{string.Join(", ", wanted)}]");
    }

    private static OnnxValue Transpose(OnnxCall call) =>
        Transposed(call, call[0], call.Integers("perm") ?? [.. Enumerable.Range(0, call[0].Rank).Reverse()]);

    private static OnnxValue Squeeze(OnnxCall call)
    {
        var x = call[0];
        var axes = Axes(call) is { } given
            ? given.Select(a => call.Dimension(a, x.Rank)).ToHashSet()
            : [.. Enumerable.Range(0, x.Rank).Where(d => x.Shape[d] == 1)];
        if (axes.FirstOrDefault(a => x.Shape[a] != 1, -1) is var longer && longer >= 0)
            throw call.Error($"dimension {longer} has length {x.Shape[longer]}, not 1");
        return x with { Shape = [.. x.Shape.Where((_, d) => !axes.Contains(d))] };
    }

    private static OnnxValue Unsqueeze(OnnxCall call)
    {
        var x = call[0];
        var given = Axes(call) ?? throw call.Error("it does not say where the new dimensions go");
        var rank = x.Rank + given.Length;
        var axes = given.Select(a => call.Dimension(a, rank)).ToHashSet();
        if (axes.Count != given.Length)
            throw call.Error($"the axes [{string.Join(", ", given)}] name a dimension twice");
        var old = 0;
        return x with { Shape = [.. Enumerable.Range(0, rank).Select(d => axes.Contains(d) ? 1 : x.Shape[old++])] };
    }

    /// <summary>An attribute before opset 13, an input since.</summary>
    private static ImmutableArray<int>? Axes(OnnxCall call) =>
        call.Integers("axes") ?? (call.Optional(1) is null ? null : call.ConstantIntegers(1));

    private static OnnxValue Concat(OnnxCall call)
    {
        var items = call.Inputs.Select((_, i) => call[i]).ToList();
        if (items.Count == 0)
            throw call.Error("it has no inputs");
        var axis = call.Dimension(call.Integer("axis", 0), items[0].Rank);
        if (items.FirstOrDefault(i => i.Rank != items[0].Rank || !i.Shape.RemoveAt(axis).SequenceEqual(items[0].Shape.RemoveAt(axis)))
            is { } other)
            throw call.Error(
                $"[{string.Join(", ", items[0].Shape)}] and [{string.Join(", ", other.Shape)}] differ in more than dimension {axis}");
        var node = call.Values.Graph.Concat(items.Select(call.Values.Whole), axis);
        return call.Values.Of(node, items[0].Shape.SetItem(axis, items.Sum(i => i.Shape[axis])));
    }

    private static OnnxValue Slice(OnnxCall call)
    {
        var x = call[0];
        var starts = call.Integers("starts") ?? call.ConstantIntegers(1);
        var ends = call.Integers("ends") ?? call.ConstantIntegers(2);
        var axes = call.Integers("axes")
            ?? (call.Optional(3) is null ? [.. Enumerable.Range(0, starts.Length)] : call.ConstantIntegers(3));
        if (starts.Length != ends.Length || axes.Length != starts.Length)
            throw call.Error("its starts, ends and axes are not equally many");
        if (call.Optional(4) is not null && call.ConstantIntegers(4).Any(s => s != 1))
            throw call.Error("only steps of 1 are read");
        var (node, shape) = (call.Values.Whole(x), x.Shape);
        for (var i = 0; i < axes.Length; i++)
        {
            var axis = call.Dimension(axes[i], x.Rank);
            var (start, end) = (Position(starts[i], shape[axis]), Position(ends[i], shape[axis]));
            if (start >= end)
                throw call.Error($"nothing lies between {starts[i]} and {ends[i]} of a dimension of length {shape[axis]}");
            node = call.Values.Graph.Slice(node, axis, start, end);
            shape = shape.SetItem(axis, end - start);
        }

        return call.Values.Of(node, shape);
    }

    private static int Position(int place, int length) => Math.Clamp(place < 0 ? place + length : place, 0, length);
}
