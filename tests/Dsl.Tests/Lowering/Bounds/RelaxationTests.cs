using System.Collections.Immutable;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;
using MLSpec.Dsl.Prelude;

namespace MLSpec.Dsl.Tests.Lowering.Bounds;

/// <summary>What the prelude states of its functions' bounds, on dense grids.</summary>
public class RelaxationTests
{
    private const int Points = 60;

    private static readonly (double Low, double High)[] _intervals =
    [
        (-0.3, 0.4), (-3, 2), (-2, 5), (0.5, 2.5), (-4, -1), (-1.2, -0.2), (0.01, 0.02), (-0.5, -0.5), (0.7, 0.7), (-6, 6), (-0.01, 3), (-3, 0.01), (0, 1), (-1, 0),
    ];

    public static TheoryData<string> WithRelaxation() => new(Stating(ExternRules.Relaxation));

    public static TheoryData<string> WithRange() => new(Stating(ExternRules.Range).Where(n => n != "log_sum_exp"));

    public static TheoryData<string> WithEqual() => new(Stating(ExternRules.Equal));

    [Theory]
    [MemberData(nameof(WithRelaxation))]
    public void Lines_enclose_the_function(string name)
    {
        foreach (var (low, high) in _intervals)
        {
            var (graph, call, ends, value) = Applied(name, low, high);
            for (var t = 0.0; t <= 1; t += 0.25)
            {
                var position = graph.Variable("t", [], []);
                value.Set(position, t);
                var lines = call.Operation.Relax(call, [ends], position, graph)!;
                var (below, above) = (Line(lines.Lower), Line(lines.Upper));
                foreach (var x in Grid(low, high))
                {
                    var y = value.Of(call, x);
                    Assert.True(below(x) <= y + 1e-6, $"{name} at {x} in [{low}, {high}], t = {t}: the lower line is at {below(x)}, the value {y}");
                    Assert.True(above(x) >= y - 1e-6, $"{name} at {x} in [{low}, {high}], t = {t}: the upper line is at {above(x)}, the value {y}");
                }

                Func<double, double> Line(Plane plane)
                {
                    var (slope, offset) = (value.Host(plane.Slopes[^1]!), value.Host(plane.Offset));
                    return x => (slope * x) + offset;
                }
            }
        }
    }

    /// <summary>At the start, the gap between the lines closes with the square of the width where the function is smooth.</summary>
    [Theory]
    [InlineData("tanh")]
    [InlineData("softplus")]
    [InlineData("exp")]
    [InlineData("gelu")]
    [InlineData("silu")]
    public void Narrow_intervals_have_tight_lines(string name)
    {
        foreach (var center in new[] { -2.0, -0.4, 0.0, 0.3, 1.5 })
        {
            var (graph, call, ends, value) = Applied(name, center - 0.01, center + 0.01);
            var start = call.Operation.Position(call, [ends], graph)!;
            var lines = call.Operation.Relax(call, [ends], start, graph)!;
            double At(Plane plane) => (value.Host(plane.Slopes[^1]!) * center) + value.Host(plane.Offset);
            Assert.InRange(At(lines.Upper) - At(lines.Lower), 0, 4e-4);
        }
    }

    [Theory]
    [MemberData(nameof(WithRange))]
    public void Ranges_hold_every_value_and_are_tight(string name)
    {
        foreach (var (low, high) in _intervals)
        {
            var (graph, call, ends, value) = Applied(name, low, high);
            var range = call.Operation.Range(call, [ends], graph)!;
            var values = Grid(low, high).Select(x => value.Of(call, x)).ToList();
            var step = (high - low) / Points;
            Assert.InRange(value.Host(range.Low), values.Min() - step, values.Min() + 1e-6);
            Assert.InRange(value.Host(range.High), values.Max() - 1e-6, values.Max() + step);
        }
    }

    [Theory]
    [MemberData(nameof(WithEqual))]
    public void An_equal_form_is_equal(string name)
    {
        var graph = new GraphBuilder();
        var z = graph.Variable("z", [], [new FixedExtent(4)]);
        var label = graph.Input(new VariableInput(-1, "y"), new NodeType([], [], ElementKind.Int));
        var call = name == "cross_entropy" ? PreludeFunctions.Apply(graph, name, z, label) : PreludeFunctions.Apply(graph, name, z);
        var equal = ((CallOperation)call.Operation).Bounds!.Expansion!(call.Inputs, graph);
        var interpreter = new NaiveInterpreter(
            new Dictionary<Axis, int>(), (node, _) => node == z ? new Dense([4], [0.3, -1.2, 2.5, 0.7]) : Dense.Of(2));
        var none = ImmutableSortedDictionary<Axis, int>.Empty;
        var (first, second) = (interpreter.At(call, none), interpreter.At(equal, none));
        Assert.Equal(first.Shape, second.Shape);
        Assert.All(first.Items.Zip(second.Items), p => Assert.Equal(p.First, p.Second, 1e-12));
    }

    private static IEnumerable<string> Stating(string rule) => CorePrelude.Modules
        .SelectMany(m => m.Declarations)
        .OfType<BoundExtern>()
        .Where(e => e.Rule(rule) is not null)
        .Select(e => e.Symbol.Name);

    private static IEnumerable<double> Grid(double low, double high) =>
        Enumerable.Range(0, Points + 1).Select(i => low + ((high - low) * i / Points));

    private static (GraphBuilder Graph, Node Call, Interval Ends, Values Value) Applied(string name, double low, double high)
    {
        var graph = new GraphBuilder();
        var x = graph.Variable("x", [], []);
        var ends = new Interval(graph.Variable("low", [], []), graph.Variable("high", [], []));
        var values = new Values(x);
        values.Set(ends.Low, low);
        values.Set(ends.High, high);
        return (graph, PreludeFunctions.Apply(graph, name, x), ends, values);
    }

    private sealed class Values(Node x)
    {
        private readonly Dictionary<Node, double> _values = [];

        public void Set(Node node, double value) => _values[node] = value;

        public double Host(Node node) => new NaiveInterpreter(new Dictionary<Axis, int>(), (n, _) => Dense.Of(_values[n])).Host(node);

        public double Of(Node node, double at)
        {
            Set(x, at);
            return Host(node);
        }
    }
}
