using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Tests.Lowering;

/// <summary>Every operation's derivative against central differences, with operands that vary along different axes.</summary>
public class OperationTests
{
    private static readonly GraphBuilder _graph = new();

    [Theory]
    [InlineData(Operator.Add)]
    [InlineData(Operator.Subtract)]
    [InlineData(Operator.Multiply)]
    [InlineData(Operator.Divide)]
    [InlineData(Operator.Power)]
    public void Binary_operators(Operator op)
    {
        var check = new GradientCheck(_graph) { Range = (0.5, 2) };
        var rows = check.Batch();
        var (tensor, scalar, perRow, matrix) = (
            check.Leaf("t", [], 2), check.Leaf("s", []), check.Leaf("r", [rows]), check.Leaf("m", [rows], 2));
        check.Verify(_graph.Apply(op, tensor, matrix), tensor, matrix);
        check.Verify(_graph.Apply(op, matrix, scalar), scalar, matrix);
        check.Verify(_graph.Apply(op, scalar, perRow), scalar, perRow);
        check.Verify(_graph.Apply(op, perRow, tensor), tensor, perRow);
        check.Verify(_graph.Apply(op, tensor, tensor), tensor);
    }

    [Fact]
    public void Powers_by_literals()
    {
        var check = new GradientCheck(_graph);
        var x = check.Leaf("x", [check.Batch()], 2);
        check.Verify(_graph.Power(x, _graph.Number(ExactDecimal.FromInt(2))), x);
        check.Verify(_graph.Power(x, _graph.Number(ExactDecimal.FromInt(3))), x);
    }

    [Fact]
    public void Negation_and_choice()
    {
        var check = new GradientCheck(_graph);
        var rows = check.Batch();
        var (x, y, c) = (check.Leaf("x", [rows], 2), check.Leaf("y", []), check.Leaf("c", [rows]));
        check.Verify(_graph.Negate(x), x);
        check.Verify(_graph.Select(_graph.Greater(c, _graph.Zero), x, y), x, y);
        check.Verify(_graph.Select(_graph.Less(x, _graph.Zero), y, x), x, y);
    }

    [Fact]
    public void Contractions()
    {
        var check = new GradientCheck(_graph);
        var rows = check.Batch();
        var member = new Axis(AxisKind.Member, "m", new FixedExtent(2));
        var (w, x, g) = (check.Leaf("w", [], 3, 2), check.Leaf("x", [rows], 2), check.Leaf("g", [rows], 3));
        var (v, s) = (check.Leaf("v", [member], 3, 2), check.Leaf("s", []));
        check.Verify(_graph.Contract(w, x, [0, 1], [1], [0]), w, x);
        check.Verify(_graph.Contract(v, x, [0, 1], [1], [0]), v, x);
        check.Verify(_graph.Contract(g, x, [0], [1], [0, 1], [rows]), g, x);
        check.Verify(_graph.Contract(g, w, [0], [0, 1], [1], [rows]), g, w);
        check.Verify(_graph.Contract(x, x, [0], [0], []), x);
        check.Verify(_graph.Contract(v, w, [0, 1], [0, 1], [1], [member]), v, w);
        check.Verify(_graph.Contract(s, x, [], [0], [0]), s, x);
    }

    [Theory]
    [InlineData(Reduction.Sum)]
    [InlineData(Reduction.Mean)]
    [InlineData(Reduction.Max)]
    [InlineData(Reduction.Min)]
    public void Reductions(Reduction reduction)
    {
        var check = new GradientCheck(_graph);
        var rows = check.Batch();
        var (x, constant) = (check.Leaf("x", [rows], 2, 3), check.Leaf("c", [], 2));
        check.Verify(_graph.Reduce(reduction, x, [rows], []), x);
        check.Verify(_graph.Reduce(reduction, x, [], [0]), x);
        check.Verify(_graph.Reduce(reduction, x, [], [1]), x);
        check.Verify(_graph.Reduce(reduction, x, [rows], [0, 1]), x);
        check.Verify(_graph.Reduce(reduction, constant, [rows], [0]), constant);
    }

    [Fact]
    public void A_sum_counts_what_is_constant_along_the_axis()
    {
        var check = new GradientCheck(_graph);
        var rows = check.Batch(extent: 5);
        var x = check.Leaf("x", []);
        check.Set(x, 0.5);
        Assert.Equal(2.5, check.Interpreter().Host(_graph.Reduce(Reduction.Sum, x, [rows], [])));
        Assert.Equal(0.5, check.Interpreter().Host(_graph.Reduce(Reduction.Mean, x, [rows], [])));
    }

    [Fact]
    public void Structure()
    {
        var check = new GradientCheck(_graph);
        var rows = check.Batch();
        var choice = new Axis(AxisKind.Choice, "j", new FixedExtent(2));
        var (x, y, label) = (check.Leaf("x", [rows], 2, 3), check.Leaf("y", [], 2, 3), check.Label("label", rows));
        Extent two = new FixedExtent(2), three = new FixedExtent(3);
        check.Verify(_graph.Reshape(x, [three, two]), x);
        check.Verify(_graph.Permute(x, [1, 0]), x);
        check.Verify(_graph.Broadcast(x, [1], [two, two, three]), x);
        check.Verify(_graph.Concat([x, y], 0), x, y);
        check.Verify(_graph.Concat([x, y, x], 1), x, y);
        check.Verify(_graph.Stack([x, y]), x, y);
        check.Verify(_graph.Slice(x, 1, 1, 3), x);
        check.Verify(_graph.Pad(x, 0, 1, new FixedExtent(4)), x);
        check.Verify(_graph.Pick(x, label, 1), x);
        check.Verify(_graph.Pick(y, label, 1), y);
        check.Verify(_graph.Spread(x, label, 1, three), x);
        check.Verify(_graph.Spread(y, label, 2, three), y);
        check.Verify(_graph.CoreToAxis(x, choice), x);
        check.Verify(
            _graph.AxisToCore(
                _graph.Multiply(
                    _graph.CoreToAxis(y, choice), _graph.Pick(x, label, 1).Shape.Length == 1
                        ? check.Leaf("z", [choice, rows], 3)
                        : y), choice), y);
        check.Verify(_graph.Gather(x, _graph.Arg(Reduction.Max, x, null, 1), 1), x);
    }

    [Theory]
    [InlineData(1, 0, 1, 1)]
    [InlineData(2, 1, 1, 2)]
    [InlineData(1, 2, 2, 1)]
    [InlineData(3, 1, 2, 2)]
    public void Convolutions_and_their_gradients(int stride, int padding, int dilation, int groups)
    {
        var check = new GradientCheck(_graph);
        var rows = check.Batch(extent: 2);
        var member = new Axis(AxisKind.Member, "m", new FixedExtent(2));
        var window = new ConvolutionWindow(stride, padding, dilation, groups);
        var (x, w, v) = (check.Leaf("x", [rows], 2, 4, 5), check.Leaf("w", [], 2, 2 / groups, 2, 2), check.Leaf("v", [member], 2, 2 / groups, 2, 2));
        var y = _graph.Convolve(x, w, window);
        check.Verify(y, x, w);
        check.Verify(_graph.Convolve(x, v, window), x, v);

        var g = _graph.Variable("g", [rows], y.Shape);
        var total = _graph.Reduce(Reduction.Sum, _graph.Multiply(y, g), [rows], [0, 1, 2]);
        var gradients = Differentiation.Gradients(_graph, total, [x, w]);
        check.Verify(gradients[0]!, w, g);
        check.Verify(gradients[1]!, x, g);
    }

    [Fact]
    public void Convolution_is_transposed_by_its_pullback()
    {
        var check = new GradientCheck(_graph);
        var (x, w) = (check.Leaf("x", [], 2, 5, 4), check.Leaf("w", [], 3, 2, 3, 2));
        var y = _graph.Convolve(x, w, new ConvolutionWindow(2, 1, 1, 1));
        var g = _graph.Variable("g", [], y.Shape);
        var back = y.Operation.Pullback(y, g, _graph)[0]!;
        Node Inner(Node a, Node b) => _graph.Reduce(Reduction.Sum, _graph.Multiply(a, b), [], [0, 1, 2]);
        Assert.Equal(check.Interpreter().Host(Inner(y, g)), check.Interpreter().Host(Inner(x, back)), 1e-12);
    }

    [Theory]
    [InlineData(2, 2, 0)]
    [InlineData(3, 1, 1)]
    [InlineData(2, 3, 1)]
    public void Means_of_squares(int kernel, int stride, int padding)
    {
        var check = new GradientCheck(_graph);
        var x = check.Leaf("x", [check.Batch()], 2, 5, 4);
        var y = _graph.AveragePool(x, kernel, stride, padding);
        check.Verify(y, x);
        var g = _graph.Variable("g", y.Axes, y.Shape);
        check.Verify(y.Operation.Pullback(y, g, _graph)[0]!, g);
    }

    [Fact]
    public void A_value_that_is_held_fixed_has_no_derivative()
    {
        var check = new GradientCheck(_graph);
        var x = check.Leaf("x", [], 2);
        Assert.Null(
            Differentiation.Gradients(_graph, _graph.Contract(_graph.StopGradient(x), _graph.StopGradient(x), [0], [0], []), [x])[0]);
        var half = Differentiation.Gradients(_graph, _graph.Contract(_graph.StopGradient(x), x, [0], [0], []), [x])[0];
        Assert.Equal(_graph.StopGradient(x), half);
    }
}
