using System.Collections.Immutable;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Dsl.Tests.Lowering;

/// <summary>A tensor of doubles, row by row.</summary>
internal sealed record Dense(int[] Shape, double[] Items)
{
    public static Dense Of(double value) => new([], [value]);

    public static Dense From(int[] shape, Func<int[], double> item) => new(shape, [.. Positions(shape).Select(item)]);

    public double this[params int[] position] => Items[Offset(position)];

    public double Value => Items.Single();

    public int Offset(int[] position)
    {
        var offset = 0;
        for (var i = 0; i < Shape.Length; i++)
            offset = (offset * Shape[i]) + position[i];
        return offset;
    }

    public static IEnumerable<int[]> Positions(int[] shape) =>
        shape.Aggregate((IEnumerable<int[]>)[[]], (all, n) => all.SelectMany(p => Enumerable.Range(0, n).Select(i => (int[])[.. p, i])));
}

/// <summary>
/// The meaning of the IR, by definition: a node has a value at each point of its axes; nothing is batched. Searches start from the centre.
/// </summary>
internal sealed class NaiveInterpreter(IReadOnlyDictionary<Axis, int> extents, Func<Node, ImmutableSortedDictionary<Axis, int>, Dense> leaf)
{
    private readonly Dictionary<(Node, string), Dense> _memo = [];

    public Dense At(Node node, ImmutableSortedDictionary<Axis, int> point)
    {
        var key = (node, string.Join(",", node.Axes.Select(a => point[a])));
        if (!_memo.TryGetValue(key, out var value))
            _memo[key] = value = Compute(node, point);
        Assert.Equal(node.Shape.Length, value.Shape.Length);
        return value;
    }

    public double Host(Node node) => At(node, ImmutableSortedDictionary<Axis, int>.Empty).Value;

    public int Length(Extent extent) => extent is FixedExtent f ? f.Value : (int)Host(((HostExtent)extent).Value);

    public int Length(Axis axis) => extents.TryGetValue(axis, out var n) ? n : Length(axis.Extent!);

    /// <summary>All points of some axes.</summary>
    public IEnumerable<ImmutableSortedDictionary<Axis, int>> Points(
        IEnumerable<Axis> axes, ImmutableSortedDictionary<Axis, int>? at = null) =>
        axes.Aggregate(
            (IEnumerable<ImmutableSortedDictionary<Axis, int>>)[at ?? ImmutableSortedDictionary<Axis, int>.Empty],
            (all, axis) => all.SelectMany(p => Enumerable.Range(0, Length(axis)).Select(i => p.SetItem(axis, i))));

    private Dense Compute(Node node, ImmutableSortedDictionary<Axis, int> point)
    {
        Dense Input(int i) => At(node.Inputs[i], point);
        int[] Shape() => [.. node.Shape.Select(Length)];
        switch (node.Operation)
        {
            case NumberOperation o:
                return Dense.Of(o.Value.ToDouble());
            case BooleanOperation o:
                return Dense.Of(o.Value ? 1 : 0);
            case InputOperation or DrawOperation:
                return leaf(node, point);
            case IndexOperation o:
                return Dense.Of(point[o.Axis]);
            case ExtentOperation o:
                return Dense.Of(Length(o.Axis));
            case ArithmeticOperation o:
                return Elementwise(node, point, v => Apply(o.Operator, v, node.Element));
            case SelectOperation:
                return Elementwise(node, point, v => v[0] != 0 ? v[1] : v[2]);
            case CallOperation o:
                return Members.Call(o.Member, [.. node.Inputs.Select(i => At(i, point))]);
            case StopGradientOperation or MarkBoundOperation or ToFloatOperation:
                return Input(0);
            case ContractOperation o:
                return Contract(node, o, point);
            case ConvolutionOperation o:
                return NaiveConvolution.Of(o, Shape(), [.. Points(o.Summed, point).Select(at => (At(node.Inputs[0], at), At(node.Inputs[1], at)))]);
            case AveragePoolOperation o:
                return NaiveConvolution.Pool(o, Shape(), Input(0));
            case ReduceOperation o:
                return Reduce(node, o, point);
            case ArgOperation o:
                return Arg(node, o, point);
            case ReshapeOperation:
                return new Dense(Shape(), Input(0).Items);
            case BroadcastOperation o:
                return Dense.From(Shape(), p => Input(0)[[.. p.Where((_, i) => !o.Dimensions.Contains(i))]]);
            case PermuteOperation o:
                return Dense.From(Shape(), p => Input(0)[[.. Enumerable.Range(0, p.Length).Select(d => p[o.Order.ToList().IndexOf(d)])]]);
            case ConcatOperation o:
                return Dense.From(Shape(), p => Concatenated(node, o.Dimension, p, point));
            case StackOperation:
                return Dense.From(Shape(), p => Input(p[0])[p[1..]]);
            case SliceOperation o:
                return Dense.From(Shape(), p => Input(0)[With(p, o.Dimension, p[o.Dimension] + o.Start)]);
            case PadOperation o:
                var length = Input(0).Shape[o.Dimension];
                return Dense.From(
                    Shape(), p => p[o.Dimension] - o.Start is var i && i >= 0 && i < length ? Input(0)[With(p, o.Dimension, i)] : 0);
            case PickOperation o:
                return Dense.From(Shape(), p => Input(0)[Insert(p, o.Dimension, (int)Input(1).Value)]);
            case GatherOperation o:
                return Dense.From(Shape(), p => Input(0)[Insert(p, o.Dimension, (int)Input(1)[p])]);
            case SpreadOperation o:
                return Dense.From(Shape(), p =>
                {
                    var rest = Remove(p, o.Dimension);
                    var index = node.Inputs[1].IsScalar ? Input(1).Value : Input(1)[rest];
                    return index == p[o.Dimension] ? Input(0)[rest] : 0;
                });
            case AxisToCoreOperation o:
                return Dense.From(Shape(), p => At(node.Inputs[0], point.SetItem(o.Axis, p[0]))[p[1..]]);
            case CoreToAxisOperation o:
                return Dense.From(Shape(), p => Input(0)[[point[o.Axis], .. p]]);
            case SearchOperation o:
                return Search(node, o, point);
            case ReweightOperation o:
                return Reweighted(node, o, point);
            case MultiplierOperation o:
                var law = node.Inputs.Length - o.Arguments > 3 ? Input(3).Items : [.. Input(0).Items.Select(_ => 1.0 / Input(0).Items.Length)];
                return Dense.Of(WorstCase.Multiplier(Input(0).Items, Input(2).Value, law));
            case DataMeanOperation { Reweighting: { } reweighting } o:
                return WorstMean(node, o, reweighting);
            case DataMeanOperation o:
                var axes = o.Row.Outputs[0].Axes;
                return Dense.Of(
                    axes.IsEmpty ? At(o.Row.Outputs[0], point).Value : Points(axes).Average(p => At(o.Row.Outputs[0], p).Value));
            default:
                throw new NotSupportedException(node.Operation.Name);
        }
    }

    private Dense Reweighted(Node node, ReweightOperation o, ImmutableSortedDictionary<Axis, int> point)
    {
        var count = Length(o.Axis);
        double[] Along(Node input) => [.. Enumerable.Range(0, count).Select(i => At(input, point.SetItem(o.Axis, i)).Value)];
        var given = node.Inputs.Skip(1).Take(o.Reweighting.Arguments).Select(Along).ToArray();
        var nominal = node.Inputs.Length > given.Length + 1 ? Along(node.Inputs[^1]) : [.. Enumerable.Repeat(1.0 / count, count)];
        return Dense.Of(WorstCase.Weights(o.Reweighting, Along(node.Inputs[0]), given, nominal)[point[o.Axis]]);
    }

    private Dense WorstMean(Node node, DataMeanOperation o, Reweighting reweighting)
    {
        var rows = Points(o.Row.Outputs.SelectMany(n => n.Axes).Distinct()).ToList();
        var columns = o.Row.Outputs.Select(n => rows.Select(p => At(n, p).Value).ToArray()).ToList();
        var own = node.Inputs.Skip(node.Inputs.Length - (reweighting.Arguments - columns.Count + 1)).Select(n => new[] { Host(n) });
        var weights = WorstCase.Weights(reweighting, columns[0], [.. columns.Skip(1), .. own], [.. rows.Select(_ => 1.0 / rows.Count)]);
        return Dense.Of(weights.Zip(columns[0], (w, v) => w * v).Sum());
    }

    private Dense Elementwise(Node node, ImmutableSortedDictionary<Axis, int> point, Func<double[], double> f)
    {
        var inputs = node.Inputs.Select(i => At(i, point)).ToArray();
        return Dense.From([.. node.Shape.Select(Length)], p => f([.. inputs.Select(i => i.Shape.Length == 0 ? i.Value : i[p])]));
    }

    private static double Apply(Operator op, double[] v, ElementKind element) => op switch
    {
        Operator.Add => v[0] + v[1],
        Operator.Subtract => v[0] - v[1],
        Operator.Multiply => v[0] * v[1],
        Operator.Divide => element == ElementKind.Int ? Math.Truncate(v[0] / v[1]) : v[0] / v[1],
        Operator.Remainder => v[0] - (v[1] * Math.Floor(v[0] / v[1])),
        Operator.Power => Math.Pow(v[0], v[1]),
        Operator.Negate => -v[0],
        Operator.Equal => v[0] == v[1] ? 1 : 0,
        Operator.NotEqual => v[0] != v[1] ? 1 : 0,
        Operator.Less => v[0] < v[1] ? 1 : 0,
        Operator.LessOrEqual => v[0] <= v[1] ? 1 : 0,
        Operator.Greater => v[0] > v[1] ? 1 : 0,
        Operator.GreaterOrEqual => v[0] >= v[1] ? 1 : 0,
        Operator.And => v[0] * v[1],
        Operator.Or => Math.Max(v[0], v[1]),
        _ => throw new NotSupportedException(op.ToString()),
    };

    private Dense Contract(Node node, ContractOperation o, ImmutableSortedDictionary<Axis, int> point)
    {
        var lengths = new SortedDictionary<int, int>();
        foreach (var (labels, input) in new[] { (o.Left, node.Inputs[0]), (o.Right, node.Inputs[1]) })
        {
            for (var i = 0; i < labels.Count; i++)
                lengths[labels[i]] = Length(input.Shape[i]);
        }

        var order = lengths.Keys.ToList();
        var result = Dense.From([.. node.Shape.Select(Length)], _ => 0);
        foreach (var at in Points(o.Summed, point))
        {
            var (left, right) = (At(node.Inputs[0], at), At(node.Inputs[1], at));
            foreach (var p in Dense.Positions([.. lengths.Values]))
            {
                int[] Of(IEnumerable<int> labels) => [.. labels.Select(l => p[order.IndexOf(l)])];
                result.Items[result.Offset(Of(o.Output))] += left[Of(o.Left)] * right[Of(o.Right)];
            }
        }

        return result;
    }

    private Dense Reduce(Node node, ReduceOperation o, ImmutableSortedDictionary<Axis, int> point)
    {
        var x = node.Inputs[0];
        var shape = x.Shape.Select(Length).ToArray();
        return Dense.From([.. node.Shape.Select(Length)], p =>
        {
            var all = Points(o.Axes, point)
                .SelectMany(at => Dense.Positions(shape).Where(q => Kept(q, o.Dimensions).SequenceEqual(p)).Select(q => At(x, at)[q]))
                .ToList();
            return o.Reduction switch
            {
                Reduction.Sum => all.Sum(),
                Reduction.Mean => all.Average(),
                Reduction.Max => all.Max(),
                _ => all.Min(),
            };
        });
    }

    private Dense Arg(Node node, ArgOperation o, ImmutableSortedDictionary<Axis, int> point)
    {
        var x = node.Inputs[0];
        var count = o.Axis is null ? Length(x.Shape[o.Dimension!.Value]) : Length(o.Axis);
        return Dense.From([.. node.Shape.Select(Length)], p =>
        {
            var items = Enumerable.Range(0, count)
                .Select(i => o.Axis is null ? At(x, point)[Insert(p, o.Dimension!.Value, i)] : At(x, point.SetItem(o.Axis, i))[p])
                .ToList();
            return items.IndexOf(o.Reduction == Reduction.Max ? items.Max() : items.Min());
        });
    }

    private double Concatenated(Node node, int dimension, int[] position, ImmutableSortedDictionary<Axis, int> point)
    {
        var index = position[dimension];
        foreach (var input in node.Inputs)
        {
            var length = Length(input.Shape[dimension]);
            if (index < length)
                return At(input, point)[With(position, dimension, index)];
            index -= length;
        }

        throw new InvalidOperationException("Out of range.");
    }

    /// <summary>All points of a transport at once, from the centre.</summary>
    private Dense Transport(Node node, SearchOperation o, TransportBall set, ImmutableSortedDictionary<Axis, int> point)
    {
        var count = Length(set.Axis);
        var shape = node.Shape.Select(Length).ToArray();
        var center = Enumerable.Range(0, count).Select(i => At(set.Center, point.SetItem(set.Axis, i)).Items).ToArray();
        var radius = At(set.Radius, point).Value;
        var steps = (int)Host(((ProjectedGradientMethod)o.Method).Steps);
        var current = center;
        double Size(double[][] moves) => Math.Sqrt(moves.Sum(m => m.Sum(x => x * x)) / count);
        for (var step = 0; step < steps; step++)
        {
            var here = current;
            var inner = new NaiveInterpreter(extents, (n, p) => n == o.Variable ? new Dense(shape, here[p[set.Axis]]) : leaf(n, p));
            var gradient = Enumerable.Range(0, count).Select(i => inner.At(o.Gradient, point.SetItem(set.Axis, i)).Items).ToArray();
            var length = (o.Maximize ? 2.5 : -2.5) * radius / steps / Size(gradient);
            var moves = current.Select((x, i) => x.Select((v, j) => v + (length * gradient[i][j]) - center[i][j]).ToArray()).ToArray();
            var share = Size(moves) <= radius ? 1 : radius / Size(moves);
            current = [.. moves.Select((m, i) => m.Select((v, j) => center[i][j] + (share * v)).ToArray())];
        }

        return new Dense(shape, current[point[set.Axis]]);
    }

    private Dense Search(Node node, SearchOperation o, ImmutableSortedDictionary<Axis, int> point)
    {
        if (o.Set.WithNodes([.. node.Inputs.Take(o.Set.Nodes.Length)]) is TransportBall transport)
            return Transport(node, o, transport, point);
        var set = o.Set.WithNodes([.. node.Inputs.Take(o.Set.Nodes.Length)]);
        var shape = node.Shape.Select(Length).ToArray();
        var ball = set as NormBall ?? (set as BallInBox)?.Ball;
        var box = set as Box ?? (set as BallInBox)?.Box;
        Dense Spread(Node n) => Dense.From(shape, p => n.IsScalar ? At(n, point).Value : At(n, point)[p]);
        var low = box is null ? null : Spread(box.Low);
        var high = box is null ? null : Spread(box.High);
        var center = ball is not null ? Spread(ball.Center) : Dense.From(shape, p => (low![p] + high![p]) / 2);
        var radius = ball is not null ? At(ball.Radius, point).Value : (high!.Items[0] - low!.Items[0]) / 2;
        var lengths = Lengths(o.Method);
        var momentum = o.Method is RestartedGradientMethod restarted ? Host(restarted.Momentum) : 0;
        var current = center.Items;
        var (best, bestValue) = (current, double.NegativeInfinity);
        var memory = new double[current.Length];
        NaiveInterpreter Around(double[] place) => new(extents, (n, p) => n == o.Variable ? new Dense(shape, place) : leaf(n, p));
        void Compare()
        {
            var value = (o.Maximize ? 1 : -1) * Around(current).At(o.Objective, point).Value;
            (best, bestValue) = value > bestValue ? (current, value) : (best, bestValue);
        }

        for (var step = 0; step < lengths.Length; step++)
        {
            var inner = Around(current);
            var size = lengths[step] * radius;
            if (o.Method.ComparesValues)
                Compare();
            var gradient = inner.At(o.Gradient, point).Items;
            if (o.Gradient.IsScalar && shape.Length > 0)
                gradient = [.. Enumerable.Repeat(gradient[0], current.Length)];
            if (momentum > 0)
            {
                var norm = Math.Max(gradient.Sum(Math.Abs), 1e-300);
                gradient = memory = [.. memory.Zip(gradient, (a, g) => (momentum * a) + (g / norm))];
            }

            var length = Math.Sqrt(gradient.Sum(g => g * g));
            var sign = o.Maximize ? 1 : -1;
            var moved = current.Zip(
                gradient, (x, g) => x + (sign * size * (ball?.Norm == Norm.L2 ? (length == 0 ? 0 : g / length) : Math.Sign(g))))
                .ToArray();
            current = Project(moved, ball, center.Items, radius, low?.Items, high?.Items);
        }

        if (!o.Method.ComparesValues)
            return new Dense(shape, current);
        Compare();
        return new Dense(shape, best);
    }

    /// <summary>The lengths of a run's steps in radii; of several runs the first is taken, which starts from the centre.</summary>
    private double[] Lengths(SearchMethod method)
    {
        switch (method)
        {
            case RestartedGradientMethod m:
                var steps = (int)Host(m.Steps);
                var shares = Enumerable.Range(0, steps).Select(k => Math.Pow(1 - ((double)k / steps), Host(m.Decay))).ToList();
                return [.. shares.Select(share => Host(m.Step) * share / shares.Sum())];
            case ProjectedGradientMethod m when (int)Host(m.Steps) is var count and > 1:
                return [.. Enumerable.Repeat(2.5 / count, count)];
            default:
                return [1];
        }
    }

    private static double[] Project(double[] x, NormBall? ball, double[] center, double radius, double[]? low, double[]? high)
    {
        if (ball is { Norm: Norm.LInfinity })
            x = [.. x.Zip(center, (a, c) => Math.Clamp(a, c - radius, c + radius))];
        if (ball is { Norm: Norm.L2 })
        {
            var distance = Math.Sqrt(x.Zip(center, (a, c) => (a - c) * (a - c)).Sum());
            x = distance <= radius ? x : [.. x.Zip(center, (a, c) => c + ((a - c) * radius / distance))];
        }

        return low is null ? x : [.. x.Select((a, i) => Math.Clamp(a, low[i], high![i]))];
    }

    private static int[] Kept(int[] position, IEnumerable<int> removed) => [.. position.Where((_, i) => !removed.Contains(i))];

    private static int[] With(int[] position, int dimension, int value) => [.. position.Select((p, i) => i == dimension ? value : p)];

    private static int[] Insert(int[] position, int dimension, int value) =>
        [.. position.Take(dimension), value, .. position.Skip(dimension)];

    private static int[] Remove(int[] position, int dimension) => [.. position.Where((_, i) => i != dimension)];
}
