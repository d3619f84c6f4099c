using System.Collections.Immutable;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering.Ir.Operations;
using MLSpec.Dsl.Types;

namespace MLSpec.Dsl.Lowering.Ir;

public sealed partial class GraphBuilder
{
    /// <summary>
    /// A contraction (see <see cref="ContractOperation"/>) that sums over <paramref name="summed"/> axes, of which each must be one of an
    /// operand's.
    /// </summary>
    public Node Contract(
        Node left, Node right, IEnumerable<int> leftLabels, IEnumerable<int> rightLabels, IEnumerable<int> output,
        IEnumerable<Axis>? summed = null)
    {
        var (l, r, o) = (leftLabels.ToEquatableList(), rightLabels.ToEquatableList(), output.ToEquatableList());
        var axes = (summed ?? []).OrderBy(a => a).ToEquatableList();
        var operation = new ContractOperation(l, r, o, axes);
        if (Shapes.IsZero(left) || Shapes.IsZero(right))
            return Like(Zero, Make(operation, left, right));
        if (axes.Count == 0 && (RowsOf(left, right, l, r, o) ?? RowsOf(right, left, r, l, o)) is { } rows)
            return rows;
        if (axes.Count == 0 && PartsOf(left, right, l, r, o) is { } parts)
            return parts;
        return axes.Count == 0 && l.Count == 0 && r.SequenceEqual(o) ? Multiply(right, left)
            : axes.Count == 0 && r.Count == 0 && l.SequenceEqual(o) ? Multiply(left, right)
            : Make(operation, left, right);
    }

    /// <summary>A sum of products with unit vectors that run along an axis picks items, all of them: the other operand with its dimension
    /// as that axis.</summary>
    private Node? RowsOf(Node tensor, Node units, EquatableList<int> labels, EquatableList<int> unitLabels, EquatableList<int> output)
    {
        if (units.Operation is not SpreadOperation || !Shapes.IsLiteral(units.Inputs[0], 1)
            || units.Inputs[1].Operation is not IndexOperation { Axis: var axis } || tensor.Axes.Contains(axis)
            || unitLabels.Count != 1 || output.Contains(unitLabels[0]) || !labels.Contains(unitLabels[0]) || units.Shape[0] != axis.Extent)
            return null;
        var at = labels.ToList().IndexOf(unitLabels[0]);
        var rest = labels.Where(label => label != unitLabels[0]).ToList();
        var first = Permute(tensor, Enumerable.Range(0, labels.Count).Where(i => i != at).Prepend(at));
        return Permute(CoreToAxis(first, axis), output.Select(label => rest.IndexOf(label)));
    }

    /// <summary>A sum of products with a tensor joined from parts that vary along different axes: one such sum for each part, so that none is
    /// repeated along an axis of another.</summary>
    private Node? PartsOf(Node left, Node right, EquatableList<int> leftLabels, EquatableList<int> rightLabels, EquatableList<int> output)
    {
        if (right.Operation is not ConcatOperation joined || right.Inputs.All(i => i.Axes.SequenceEqual(right.Axes)))
            return null;
        var label = rightLabels[joined.Dimension];
        if (output.Contains(label) || !leftLabels.Contains(label))
            return null;
        var (at, start) = (leftLabels.ToList().IndexOf(label), 0);
        var parts = new List<Node>();
        for (var i = 0; i < right.Inputs.Length;)
        {
            var same = right.Inputs.Skip(i).TakeWhile(n => n.Axes.SequenceEqual(right.Inputs[i].Axes)).ToList();
            var end = start + same.Sum(n => Shapes.Fixed(n.Shape[joined.Dimension]));
            parts.Add(Contract(Slice(left, at, start, end), Concat(same, joined.Dimension), leftLabels, rightLabels, output));
            (start, i) = (end, i + same.Count);
        }

        return parts.Aggregate(Add);
    }

    /// <summary>A reduction over axes (over one that the operand lacks, too: it is constant there) and core dimensions.</summary>
    public Node Reduce(Reduction reduction, Node x, IEnumerable<Axis> axes, IEnumerable<int> dimensions)
    {
        var (all, dims) = (axes.OrderBy(a => a).ToList(), dimensions.OrderBy(d => d).ToEquatableList());
        var own = all.Where(x.Axes.Contains).ToEquatableList();
        if (reduction is Reduction.Max or Reduction.Min)
        {
            foreach (var axis in own)
                x = Make(new ReduceOperation(reduction, new[] { axis }.ToEquatableList(), EquatableList<int>.Empty), x);
            foreach (var dimension in dims.Reverse())
                x = Make(new ReduceOperation(reduction, EquatableList<Axis>.Empty, new[] { dimension }.ToEquatableList()), x);
            return x;
        }

        var reduced = own.Count == 0 && dims.Count == 0 ? x : ReduceLinearly(reduction, x, own, dims);
        return reduction == Reduction.Sum ? Multiply(reduced, Count(all.Where(a => !x.Axes.Contains(a)), [])) : reduced;
    }

    /// <summary>The index of the first largest or smallest item along an axis or a core dimension.</summary>
    public Node Arg(Reduction reduction, Node x, Axis? axis, int? dimension) => Make(new ArgOperation(reduction, axis, dimension), x);

    /// <summary>Repeats along new core dimensions, given by their positions in the resulting shape.</summary>
    public Node Broadcast(Node x, IEnumerable<int> dimensions, IEnumerable<Extent> shape)
    {
        var dims = dimensions.ToEquatableList();
        if (dims.Count == 0)
            return x;
        var whole = shape.ToEquatableList();
        return x.Operation is BroadcastOperation && x.Inputs[0].IsScalar
            ? Make(new BroadcastOperation(Enumerable.Range(0, whole.Count).ToEquatableList(), whole), x.Inputs[0])
            : Make(new BroadcastOperation(dims, whole), x);
    }

    public Node Reshape(Node x, IEnumerable<Extent> shape)
    {
        var target = shape.ToEquatableList();
        return x.Shape.SequenceEqual(target) ? x
            : x.Operation is ReshapeOperation ? Reshape(x.Inputs[0], target)
            : x.Operation is BroadcastOperation && x.Inputs[0].IsScalar ? Broadcast(x.Inputs[0], Enumerable.Range(0, target.Count), target)
            : Make(new ReshapeOperation(target), x);
    }

    public Node Permute(Node x, IEnumerable<int> order)
    {
        var list = order.ToEquatableList();
        if (x.Operation is PermuteOperation before)
            return Permute(x.Inputs[0], list.Select(o => before.Order[o]));
        return list.SequenceEqual(Enumerable.Range(0, list.Count)) ? x : Make(new PermuteOperation(list), x);
    }

    /// <summary>Joins tensors along a core dimension; what has been joined along it already is joined in one.</summary>
    public Node Concat(IEnumerable<Node> items, int dimension)
    {
        var all = items.SelectMany(i => i.Operation is ConcatOperation c && c.Dimension == dimension ? i.Inputs : ImmutableArray.Create(i)).ToArray();
        return all.Length == 1 ? all[0] : Make(new ConcatOperation(dimension), all);
    }

    public Node Stack(IEnumerable<Node> items)
    {
        var all = items.ToArray();
        if (all[0].Operation is NumberOperation && all.All(i => i == all[0]))
            return Broadcast(all[0], [0], [new FixedExtent(all.Length)]);
        var shaped = all.OrderByDescending(i => i.Shape.Length).First();
        return Make(new StackOperation(), all.Select(i => Like(i, shaped)).ToArray());
    }

    /// <summary>The part from start to (not including) end of a core dimension. Of a product with a weight matrix, the product with a part of it.</summary>
    public Node Slice(Node x, int dimension, int start, int end) =>
        start == 0 && x.Shape[dimension] == new FixedExtent(end) ? x
        : x.Operation is ContractOperation c && x.Inputs[0].Operation is InputOperation { Input: WeightInput }
            && c.Left.ToList().IndexOf(c.Output[dimension]) is >= 0 and var place && !c.Right.Contains(c.Output[dimension])
            ? Contract(Slice(x.Inputs[0], place, start, end), x.Inputs[1], c.Left, c.Right, c.Output, c.Summed)
        : x.Operation is BroadcastOperation && x.Inputs[0].IsScalar
            ? Broadcast(x.Inputs[0], Enumerable.Range(0, x.Shape.Length), x.Shape.SetItem(dimension, new FixedExtent(end - start)))
        : Make(new SliceOperation(dimension, start, end), x);

    public Node Pad(Node x, int dimension, int start, Extent extent) => Make(new PadOperation(dimension, start, extent), x);

    /// <summary>The item of a core dimension at an integer scalar.</summary>
    public Node Pick(Node x, Node index, int dimension) => x.Operation switch
    {
        BroadcastOperation b when x.Inputs[0].IsScalar =>
            Broadcast(x.Inputs[0], Enumerable.Range(0, x.Shape.Length - 1), b.Shape.Where((_, i) => i != dimension)),
        StackOperation when dimension == 0 && index.Operation is NumberOperation n && n.Value.ToDouble() is var i && i >= 0
            && i < x.Inputs.Length => x.Inputs[(int)i],
        _ => Make(new PickOperation(dimension), x, index),
    };

    /// <summary>Zeros with x at an index along a new core dimension; of a number, one-hot vectors times it.</summary>
    public Node Spread(Node x, Node index, int dimension, Extent extent) => x.Operation switch
    {
        ArithmeticOperation { Operator: Operator.Negate } => Negate(Spread(x.Inputs[0], index, dimension, extent)),
        NumberOperation { Value.Digits.Sign: < 0 } => Negate(Spread(Negate(x), index, dimension, extent)),
        _ => Make(new SpreadOperation(dimension, extent), x, index),
    };

    public Node Gather(Node x, Node index, int dimension) => Make(new GatherOperation(dimension), x, index);

    /// <summary>An axis becomes the first core dimension.</summary>
    public Node AxisToCore(Node x, Axis axis) =>
        !x.Axes.Contains(axis) ? Broadcast(x, [0], x.Shape.Insert(0, axis.Extent!))
        : x.Operation is CoreToAxisOperation c && c.Axis == axis ? x.Inputs[0]
        : x.Operation is ArithmeticOperation { Operator: Operator.Negate } ? Negate(AxisToCore(x.Inputs[0], axis))
        : Make(new AxisToCoreOperation(axis), x);

    /// <summary>The first core dimension becomes an axis.</summary>
    public Node CoreToAxis(Node x, Axis axis) => x.Operation switch
    {
        AxisToCoreOperation c when c.Axis == axis => x.Inputs[0],
        BroadcastOperation b when b.Dimensions.SequenceEqual([0]) => x.Inputs[0],
        BroadcastOperation b when x.Inputs[0].IsScalar => Broadcast(x.Inputs[0], Enumerable.Range(0, b.Shape.Count - 1), b.Shape.Skip(1)),
        _ => Make(new CoreToAxisOperation(axis), x),
    };

    private Node ReduceLinearly(Reduction reduction, Node x, EquatableList<Axis> axes, EquatableList<int> dims)
    {
        switch (x.Operation)
        {
            case ArithmeticOperation { Operator: Operator.Negate }:
                return Negate(Reduce(reduction, x.Inputs[0], axes, dims));
            case BroadcastOperation b when b.Dimensions.Count == b.Shape.Count || dims.Count == 0:
                var left = b.Shape.Where((_, i) => !dims.Contains(i)).ToList();
                var kept = dims.Count == 0 ? b.Dimensions : Enumerable.Range(0, left.Count);
                var inner = Reduce(reduction, x.Inputs[0], axes, []);
                return Broadcast(reduction == Reduction.Sum ? Multiply(inner, Count([], dims.Select(d => b.Shape[d]))) : inner, kept, left);
            case ContractOperation c when reduction == Reduction.Sum && dims.Count == 0:
                return Contract(x.Inputs[0], x.Inputs[1], c.Left, c.Right, c.Output, c.Summed.Concat(axes));
            case ReduceOperation r when r.Reduction == reduction:
                var open = Enumerable.Range(0, x.Inputs[0].Shape.Length).Where(d => !r.Dimensions.Contains(d)).ToList();
                return Reduce(reduction, x.Inputs[0], r.Axes.Concat(axes), r.Dimensions.Concat(dims.Select(d => open[d])));
            case ConvolutionOperation { Result: ConvolutionPart.Kernel } c when reduction == Reduction.Sum && dims.Count == 0:
                return Convolution(ConvolutionPart.Kernel, c.Window, x.Inputs[0], x.Inputs[1], c.Shape, c.Summed.Concat(axes));
            default:
                return Make(new ReduceOperation(reduction, axes, dims), x);
        }
    }
}
